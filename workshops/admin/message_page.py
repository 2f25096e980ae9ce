"""One message as its recipient sees it, and what an organiser may do with it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from workshops.admin import navigation, policy
from workshops.models import Message
from workshops.registration import mails, outbox

State = Message.State
# {act: (what does it, what is said afterwards)}
ACTS = {
    "sent": (outbox.mark_sent, gettext_lazy("Noted as sent by hand.")),
    "retry": (outbox.retry, gettext_lazy("It is tried again within a minute.")),
    "revoke": (outbox.revoke, gettext_lazy("It is not sent any more.")),
}


class ActForm(forms.Form):
    act = forms.ChoiceField(choices=[(key, key) for key in ACTS])


@require_safe
@policy.needs(*policy.SEE_MESSAGES)
def message(request, pk, message_pk):
    workshop, found = _of_workshop(request, pk, message_pk)
    is_open = found.state == State.QUEUED
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "messages")
        | {
            "title": found.get_kind_display(),
            "message": found,
            "may_settle": found.state in {State.QUEUED, State.GIVEN_UP}
            and request.user.has_perm("workshops.change_message"),
            "may_retry": is_open and not found.is_by_hand and found.attempts > 0,
        }
    )
    return render(request, "workshops/admin/message.html", context)


@require_POST
@policy.needs("workshops.change_message")
def act(request, pk, message_pk):
    workshop, found = _of_workshop(request, pk, message_pk)
    form = ActForm(request.POST)
    if form.is_valid():
        verb, said = ACTS[form.cleaned_data["act"]]
        if verb(found):
            messages.success(request, said)
        else:
            messages.warning(request, _("This is not possible any more: the message is finished."))
    return redirect("admin:workshops_workshop_message", workshop.pk, found.pk)


@require_safe
@policy.needs(*policy.SEE_MESSAGES)
def file(request, pk, message_pk):
    """The mail as a file, which a mail program opens as a draft."""
    workshop, found = _of_workshop(request, pk, message_pk)
    try:
        if found.state != State.QUEUED:
            raise ValidationError(_("The text is erased: the message is finished."))
        mail = mails.composed(found, timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("admin:workshops_workshop_message", workshop.pk, found.pk)
    mail["X-Unsent"] = "1"
    name = f"{workshop.slug}-{found.pk}.eml"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(mail.as_bytes(), content_type="message/rfc822", headers=headers)


def _of_workshop(request, pk, message_pk):
    """Mails about accounts belong to no workshop: no organiser reads another's login link."""
    workshop = policy.workshop_or_404(request, pk)
    known = policy.messages_of(request.user, workshop).with_recipients()
    found = get_object_or_404(known, pk=message_pk)
    return workshop, found
