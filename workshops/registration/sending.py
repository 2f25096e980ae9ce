"""A sending body adds its letter and hands the list in, until its time is over."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from workshops.models import Delegate, Delegation, NominationLetter, Status, StatusChange
from workshops.registration import messages, nomination
from workshops.registration.naming import Changed, at_work, digest, people_of, values_of
from workshops.registration.wording import Kind


def digest_of_list(delegation: Delegation, people: Sequence[Delegate]) -> str:
    """What the page shows that is checked before sending: people in order, head, letter."""
    rows = [(person.reference, person.is_head, values_of(person)) for person in people]
    return digest(rows, letter_of(delegation))


def letter_of(delegation: Delegation) -> NominationLetter | None:
    return NominationLetter.objects.filter(delegation=delegation).first()


def has_new_people(delegation: Delegation, people: Sequence[Delegate]) -> bool:
    """Whether someone was named after the declaration that all of them know."""
    declared_at = delegation.informed_people_at
    if declared_at is None:
        return False
    named = StatusChange.objects.filter(delegate__in=people, to_status=Status.NOMINATED)
    return named.filter(changed_at__gt=declared_at).exists()


@transaction.atomic
def keep_letter(delegation: Delegation, file: UploadedFile, *, seen: str) -> None:
    """Keep the letter in place of the one before. Raises TooLate, NotAllowed, Changed."""
    delegation = at_work(delegation)
    before = letter_of(delegation)
    if digest(before) != seen:
        raise Changed(before)
    _drop(before)
    NominationLetter.objects.create(delegation=delegation, file=file, size=file.size or 0)


@transaction.atomic
def drop_letter(delegation: Delegation, *, seen: str) -> None:
    """Raises TooLate, NotAllowed, Changed."""
    delegation = at_work(delegation)
    before = letter_of(delegation)
    if before and digest(before) != seen:
        raise Changed(before)
    _drop(before)


@transaction.atomic
def send(delegation: Delegation, *, seen: str, sent_before: str) -> None:
    """Hand the list in, or in again after a change, and confirm that to the contacts.

    `sent_before` is digest(informed_people_at) as the hand saw it: a second press finds another one
    and does nothing. Raises TooLate, NotAllowed, Changed.
    """
    delegation = at_work(delegation)
    if digest_of_list(delegation, people_of(delegation)) != seen:
        raise Changed
    is_sent = delegation.status == Delegation.Status.SUBMITTED
    if is_sent and digest(delegation.informed_people_at) != sent_before:
        return
    if not is_sent:
        delegation = nomination.submit(delegation, by=None)
    delegation.informed_people_at = timezone.now()
    delegation.save(update_fields=["informed_people_at"])
    messages.queue(Kind.RECEIPT, delegation, by=None)


def _drop(letter: NominationLetter | None) -> None:
    if letter:
        letter.delete()
        transaction.on_commit(lambda: letter.file.delete(save=False))
