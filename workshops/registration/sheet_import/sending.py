"""Who sends the person of a row."""

from workshops.models import Delegate
from workshops.registration.sheet_import.bodies import Bodies, Body, key_of
from workshops.registration.sheet_import.lines import Choices, Line, Plan
from workshops.registration.sheet_import.values import LONGEST, Unread, country_of
from workshops.registration.sheet_import.values import line as one_line


def settle(line: Line, bodies: Bodies, choices: Choices, plan: Plan) -> None:
    """Find the sending body of a row; where it is not clear, ask."""
    text = one_line(line.texts.get("sending_body", ""))
    person = line.person
    if person and (not text or text == one_line(person.affiliation)):
        return
    meant = _meant(line, text, bodies, choices)
    if text in choices.bodies:
        plan.questions.setdefault(text, bodies.called(text, ""))
    if person:
        _compare(line, person, text, meant, plan, bodies)
    elif len(meant) == 1:
        _send(line, meant[0], choices)
    elif meant or not text or line.values.get("role", Delegate.Role.DELEGATE) == "delegate":
        _ask(line, text, meant, plan)
    else:
        _affiliate(line, text)


def _meant(line: Line, text: str, bodies: Bodies, choices: Choices) -> list[Body]:
    chosen = bodies.by_key.get(choices.bodies.get(text, ""))
    if chosen:
        return [chosen]
    country = ""
    try:
        country = country_of(line.texts.get("country", ""))
    except Unread as unread:
        line.note(unread.name, "country", **unread.words)
    return bodies.called(text, country) if text else []


def _send(line: Line, body: Body, choices: Choices) -> None:
    line.body = body
    if body.delegation is None and not choices.may_add_delegations:
        line.note("no_delegation", "sending_body", text=str(body))


def _compare(
    line: Line, person: Delegate, text: str, meant: list[Body], plan: Plan, bodies: Bodies
) -> None:
    """An import moves nobody from one sending body to another."""
    if person.delegation_id is None and not meant:
        _affiliate(line, text)
        return
    own = bodies.delegations.get(person.delegation_id or 0)
    if own and key_of(own) in {body.key for body in meant}:
        return
    if own and not meant:
        _ask(line, text, meant, plan)
        return
    name = str(bodies.by_key[key_of(own)]) if own else person.affiliation or "–"
    line.note("other_sending_body", "sending_body", name=name)


def _ask(line: Line, text: str, meant: list[Body], plan: Plan) -> None:
    plan.questions.setdefault(text, meant)
    if meant:
        names = ", ".join(sorted(body.long_name for body in meant))
        line.note("ambiguous_municipality", "sending_body", text=text, names=names)
    elif text:
        line.note("unknown_municipality", "sending_body", text=text)
    else:
        line.note("missing_sending_body", "sending_body")


def _affiliate(line: Line, text: str) -> None:
    longest = LONGEST["affiliation"]
    if len(text) > longest:
        line.note("too_long", "sending_body", length=len(text), number=longest)
    else:
        line.values["affiliation"] = text
