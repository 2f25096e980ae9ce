"""Links that show a draft to whoever holds them. The address is shown once, then only its hash
is known."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from partnerships.models import described
from tools import languages, tokens
from workshops.admin import navigation, policy, preview
from workshops.models import Link, Workshop

VALID_FOR = timedelta(days=30)


@require_POST
@policy.needs("workshops.change_workshop")
def create(request, pk):
    workshop = policy.workshop_or_404(request, pk, Workshop.objects.drafts())
    if not languages.translated(workshop, "title").text:
        messages.error(request, _("Give it a title before you create a link."))
        return redirect(navigation.url_of(workshop, "public"))
    if not Workshop.objects.filter(described("cover"), pk=pk).exists():
        text = _(
            "The cover is not shown yet: it needs its credit and an alternative text in every "
            "language."
        )
        messages.warning(request, text)
    token, at = tokens.make(), timezone.now()
    workshop.links.create(
        purpose=Link.Purpose.PREVIEW,
        token_hash=tokens.hashed(token),
        created_at=at,
        created_by=request.user,
        expires_at=at + VALID_FOR,
    )
    url = settings.SITE_URL + reverse("public:workshop_preview", args=[token])
    return preview.page(request, workshop, new_link=url)


class RevokeForm(forms.Form):
    """One link, or all of them."""

    link = forms.ModelChoiceField(Link.objects.none(), required=False)
    all = forms.BooleanField(required=False)

    def __init__(self, *args, live, **kwargs):
        super().__init__(*args, **kwargs)
        self.live = self.fields["link"].queryset = live

    def chosen(self):
        link = self.cleaned_data["link"]
        if self.cleaned_data["all"]:
            return self.live
        return self.live.filter(pk=link.pk) if link else self.live.none()


@require_POST
@policy.needs("workshops.change_workshop")
def revoke(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    form = RevokeForm(request.POST, live=workshop.links.previews().live())
    if form.is_valid():
        number = form.chosen().revoke()
        text = ngettext(
            "%(count)d link no longer works.", "%(count)d links no longer work.", number
        )
        messages.success(request, text % {"count": number})
    return redirect(navigation.url_of(workshop, "public"))
