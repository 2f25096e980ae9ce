"""docs/retention.md and docs/privacy/: what the table of rules says, for who has to prove it."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from django.utils.translation import override

from workshops.models import keeping
from workshops.retention.measures import MEASURES, OF_THE_OPERATOR
from workshops.retention.policy import RULES, STORES, How, Rule

MADE = "<!-- Made by `manage.py write_privacy_docs` from the table of rules. Do not edit. -->"


def pages() -> dict[str, str]:
    """Return {path below docs: text}, in English."""
    with override("en"):
        return {
            "retention.md": _retention(),
            "privacy/record-of-processing.md": _record(),
            "privacy/measures.md": _measures(),
        }


def _retention() -> str:
    return _page(
        "# What is kept, until when, and how it is erased",
        MADE,
        "`workshops/retention/policy.py` holds this table, and `manage.py apply_retention` applies "
        "it: once a day, from the worker of the mails; what is kept for hours, in each round. The "
        "order is the one below: food, access and travel go first. A field of a model that has "
        "neither a rule here nor a place on the list of fields that name nobody "
        "(`workshops/retention/not_personal.py`) fails `manage.py check`.",
        _table(
            ("Data", "Fields", "Whose", "What for", "Kept", "Then", "Legal basis"),
            [
                *(
                    (_name(rule), _columns(rule), rule.whose, rule.purpose, rule.term.text,
                     rule.how.value, rule.basis)
                    for rule in RULES
                ),
                *(
                    (each.what, "all", each.whose, each.purpose, each.term.text,
                     How.DELETED.value, each.basis)
                    for each in STORES
                ),
            ],
        ),
        "## What remains",
        "The row of an erased person: workshop, sending body, role, thematic track, days, status "
        "and attendance, with a new reference. Statistics count the same before and after. Where "
        "somebody without a delegation works is counted too, unless it names the person. Who was "
        "there may still guess who the one expert of a city was. Accounts that did something stay "
        "as a number.",
        "## Legal hold",
        "While a hold stands on a workshop, nothing of it is erased, whatever is due; nor are the "
        "contacts that its delegations name. It is set and lifted on the tab **Clean-up** of the "
        "workshop, with a reason and a last day. Sessions, the log of the administration, the "
        "cache and the mails of a demo know no workshop and are erased all the same.",
        "## Contacts",
        f"After a year the list of contacts shows who is to be asked; after "
        f"{keeping.CONTACT_KEPT.days // 365} years without a confirmation a contact is erased, "
        "unless a workshop in hand writes to it.",
        "## Reports",
        "Each run leaves a report: when, which rules, how many records, no names. "
        "`manage.py apply_retention --dry-run` only counts. A run that was killed is run again. "
        "One person is erased at once on their page in the administration, with a proof (PDF).",
    )  # fmt: skip


def _record() -> str:
    parts = [
        "# Record of processing activities (GDPR Art. 30)",
        MADE,
        "To be completed by the controller: name and address, representative, data protection "
        "officer. Recipients: organisers with an account; municipalities see their own delegation; "
        "lists leave the system with a purpose, a recipient and an entry in the log of exports. "
        "Transfers to third countries (Ukraine, Kosovo, Albania) happen with such lists and with "
        "mails to the sending municipalities there; no other service receives data.",
    ]
    by_people = sorted(RULES, key=lambda rule: str(rule.whose))
    for whose, rules in groupby(by_people, key=attrgetter("whose")):
        rows = [
            (rule.purpose, _name(rule), _columns(rule), rule.basis, rule.term.text)
            for rule in rules
            if rule.how is not How.FOLLOWS
        ]
        parts.append(f"## {_capital(str(whose))}")
        parts.append(_table(("Purpose", "Data", "Fields", "Legal basis", "Kept"), rows))
    parts.append("Security: see [measures](measures.md).")
    return _page(*parts)


def _measures() -> str:
    parts = ["# Technical and organisational measures (GDPR Art. 32)", MADE]
    for heading, measures in MEASURES:
        parts.append(f"## {heading}")
        parts.append("\n".join(f"- {measure}" for measure in measures))
    parts.append("## To be stated by the operator")
    parts.append("\n".join(f"- {measure}" for measure in OF_THE_OPERATOR))
    return _page(*parts)


def _page(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _name(rule: Rule) -> str:
    return _capital(str(rule.table._meta.verbose_name))


def _columns(rule: Rule) -> str:
    return ", ".join(f"`{name}`" for name in rule.fields) or "all"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
