"""Invitation letters, handed out to organisers: as it would be, and as it was sent."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from tools import filetypes
from tools.spreadsheets import content_disposition
from workshops.admin import policy
from workshops.documents import invitation_letter
from workshops.models import InvitationLetter


@require_safe
@policy.needs(*policy.SEE_DELEGATIONS)
def preview(request, pk, delegation_pk):
    """The letter that an invitation would bring today, without a number."""
    workshop = policy.workshop_or_404(request, pk)
    delegation = get_object_or_404(workshop.delegations.with_senders(), pk=delegation_pk)
    language = delegation.language
    return HttpResponse(
        invitation_letter.pdf(delegation, language, timezone.localdate(), ""),
        content_type="application/pdf",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": content_disposition(f"letter-{delegation.reference}.pdf"),
            "Content-Language": language,
        },
    )


@require_safe
@policy.needs(*policy.SEE_DELEGATIONS)
def letter(request, pk, letter_pk):
    letters = InvitationLetter.objects.filter(delegation__workshop=pk).select_related("delegation")
    found = policy.thing_or_404(request, letters, pk=letter_pk)
    return filetypes.download(found.file, f"letter-{found.number}.pdf", found.delegation.language)
