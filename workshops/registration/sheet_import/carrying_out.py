"""Doing what a plan says, all in one transaction.

The plan is made, and new people are written, without the lock of the workshop, so that others go on
working; under it is asked whether what the plan was made of is still so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import IntegrityError, OperationalError, transaction

from partnerships.models import User
from tools import locks
from tools.sheets.reading import Table
from workshops.models import Delegate, Delegation, Workshop
from workshops.models.delegate_queries import key_of_email
from workshops.registration import inviting, lifecycle
from workshops.registration.sheet_import.claiming import key_of_body
from workshops.registration.sheet_import.known import keys_of, states_now
from workshops.registration.sheet_import.lines import Choices, Line, Plan, Progress, Verdict
from workshops.registration.sheet_import.plan import frame_of, plan

ATTEMPTS = 5
_BATCH = 500
# of these is only one, or so many as there are seats
_SHARED = {"is_head", "assigned_track"}

Days = Delegate.days.through


class Refused(Exception):
    """Nothing was imported: rows have errors, or what was shown is no longer true."""

    def __init__(self, plan: Plan):
        super().__init__()
        self.plan = plan


class _Outdated(Exception):
    """Someone changed what the plan was made of."""


def carry_out(
    workshop: Workshop,
    table: Table,
    choices: Choices | None = None,
    *,
    by: User | None,
    only_good: bool = False,
    mark: str = "",
    progress: Progress | None = None,
) -> Plan:
    """Import all rows, or only those without an error, in one transaction; say what was done.

    Raises BadTable; Refused if a row has an error, unless only the good ones are wanted, and if
    the import would do something else than the plan with that mark.
    """
    made = plan(workshop, table, choices, progress=progress)
    is_outdated = bool(mark) and mark != made.mark
    if is_outdated or (made.has_errors and not only_good):
        raise Refused(made)
    for _attempt in range(ATTEMPTS):
        try:
            _save(made, by=by)
        except (_Outdated, IntegrityError, OperationalError) as error:  # two waited for each other
            if locks.is_held_too_long(error):
                raise
            before, made = made.mark, plan(workshop, table, choices)
            if made.mark != before:
                raise Refused(made) from None
        else:
            return made
    raise Refused(made)


def _save(made: Plan, *, by: User | None) -> None:
    new, changed = made.of(Verdict.NEW), made.of(Verdict.CHANGED)
    added = _delegations(made.workshop, new)
    people = lifecycle.prepared(made.workshop, (_person(line, added) for line in new))
    for line in changed:
        _change(line)
    days = dict(made.workshop.days.values_list("date", "pk"))
    entering = [
        (person, [days[each] for each in line.dates or ()])
        for line, person in zip(new, people, strict=True)
    ]
    # a delegation has one head at any time, so that the one before goes first
    heads = [each for each in entering if each[0].is_head]
    others = [each for each in entering if not each[0].is_head]
    with transaction.atomic():
        delegations = inviting.add_many(added.values())
        lifecycle.nominate_many(made.workshop, others, by=by)  # ends with the lock
        _require_unchanged(made, [person for person, _days in others], delegations)
        _update(changed)
        _move_days(changed, days)
        if heads:
            lifecycle.nominate_many(made.workshop, heads, by=by)


def _person(line: Line, added: dict[str, Delegation]) -> Delegate:
    body = line.body
    delegation = (body.delegation or added[body.key]) if body else None
    return Delegate(delegation=delegation, **line.values)


def _delegations(workshop: Workshop, new: list[Line]) -> dict[str, Delegation]:
    """Those of bodies that send nobody yet, not saved: they protect their people already."""
    bodies = {line.body.key: line.body for line in new if line.body and not line.body.delegation}
    return {
        key: Delegation(workshop=workshop, language=body.language, **{body.kind: body.sender})
        for key, body in bodies.items()
    }


def _change(line: Line) -> None:
    assert line.person is not None
    for name, (_before, after) in line.changes.items():
        if name != "days":
            setattr(line.person, name, after)
    line.person.derive_keys()


def _update(changed: list[Line]) -> None:
    """Those who are head no longer first, so that no delegation has two in between."""
    groups: dict[tuple[bool, tuple[str, ...]], list[Delegate]] = defaultdict(list)
    for line in changed:
        names = tuple(sorted(set(line.changes) - {"days"}))
        if names and line.person:
            groups["is_head" in names and line.person.is_head, names].append(line.person)
    for (_is_head, names), people in sorted(groups.items(), key=lambda group: group[0]):
        fields = [*names, "email_key", "search_key"]
        Delegate.objects.bulk_update(people, fields, batch_size=_BATCH)


def _move_days(changed: list[Line], days: dict[date, int]) -> None:
    moved = [line for line in changed if "days" in line.changes]
    for start in range(0, len(moved), _BATCH):
        chunk = moved[start : start + _BATCH]
        people = [line.person for line in chunk if line.person]
        Days.objects.filter(delegate__in=people).delete()
        Days.objects.bulk_create(
            Days(delegate=line.person, workshopday_id=days[each])
            for line in chunk
            for each in line.dates or ()
        )


def _require_unchanged(
    made: Plan, entered: Iterable[Delegate], added: Iterable[Delegation]
) -> None:
    """Raise _Outdated if somebody whom a row is about, or would find, is another by now; what the
    import itself has added does not count."""
    if frame_of(made.workshop, without=added) != made.frame:
        raise _Outdated
    own = {person.pk for person in entered}
    states, before = states_now(made.workshop), made.states
    now = {pk: state for pk, state in states.items() if pk not in own}
    differing = [pk for pk in now.keys() | before.keys() if now.get(pk) != before.get(pk)]
    if not differing:
        return
    concerned = {line.person.pk for line in made.lines if line.person}
    sought = {key for line in made.lines for key in _sought(line)}
    is_shared = any(_SHARED & line.values.keys() for line in made.lines)
    for pk in differing:
        known_by = [state for state in (before.get(pk), now.get(pk)) if state]
        is_found = any(key in sought for state in known_by for key in keys_of(state))
        if is_shared or is_found or pk in concerned:
            raise _Outdated


def _sought(line: Line) -> Iterator[object]:
    """By which a row may find a person, as known.keys_of() gives them."""
    if "reference" in line.values:
        yield line.values["reference"]
    if "email" in line.values:
        yield key_of_email(line.values["email"])
    yield (line.name_key, key_of_body(line))
