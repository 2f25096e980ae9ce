"""Invitation letters: numbered within a year without gaps, kept as they were sent."""

import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from partnerships.models import User
from workshops.documents import invitation_letter
from workshops.models import Delegation, InvitationLetter, Workshop
from workshops.registration.numbering import next_number


@transaction.atomic
def create(delegation: Delegation, *, by: User | None, dated_on: datetime.date) -> InvitationLetter:
    """Set, number and keep the letter of a delegation, which is loaded with_senders()."""
    Workshop.objects.locked(delegation.workshop_id)
    number = next_number("invitationletter", dated_on.year, InvitationLetter.objects.last_of)
    letter = InvitationLetter(
        delegation=delegation, number=number, dated_on=dated_on, created_by=by
    )
    content = invitation_letter.pdf(delegation, delegation.language, dated_on, number)
    letter.file.save("letter.pdf", ContentFile(content), save=False)
    letter.save()
    return letter


def revoke(delegation: Delegation) -> int:
    """Say that no letter of it counts any more; return how many did. Their numbers stay taken."""
    return delegation.letters.filter(revoked_at=None).update(revoked_at=timezone.now())
