"""Write to many delegations: the text in each language, a preview, then one press."""

import secrets
from functools import cached_property

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from tools import languages
from workshops.admin import navigation, policy
from workshops.models import Delegation, Workshop
from workshops.registration import announcements
from workshops.registration import messages as outbox_messages
from workshops.registration.transitions import NotAllowed
from workshops.registration.wording import Kind

LONGEST_TEXT = 5_000
TITLES = {
    Kind.LETTER: gettext_lazy("Write to delegations"),
    Kind.CHANGE: gettext_lazy("Tell about changed dates or place"),
    Kind.CANCELLATION: gettext_lazy("Cancel the workshop"),
}


class AnnouncementForm(forms.Form):
    """To whom, and what is said, in the language of each recipient."""

    status = forms.MultipleChoiceField(
        label=gettext_lazy("To delegations that are"),
        choices=Delegation.Status.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    nonce = forms.SlugField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, workshop, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        self.kind = kind
        reader = languages.current_language()
        for code in languages.LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=languages.language_name(code, reader),
                max_length=LONGEST_TEXT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 5, "lang": code}),
            )
        if kind == Kind.CANCELLATION:
            del self.fields["status"]  # everyone in touch hears of it
            others = Workshop.objects.public().upcoming().exclude(pk=workshop.pk)
            self.fields["replaced_by"] = forms.ModelChoiceField(
                others, label=_("Replaced by"), required=False, empty_label="–"
            )

    def clean(self):
        cleaned = super().clean()
        if self.kind == Kind.CHANGE or "status" in self.errors:
            return cleaned
        written = self.texts
        spoken = {contact.language for _delegation, contact in self.recipients}
        needed = spoken or ({languages.DEFAULT_LANGUAGE} if not written else set())
        for code in languages.LANGUAGES:
            if code in needed and code not in written:
                self.add_error(f"text_{code}", _("Recipients read this language: write the text."))
        return cleaned

    @property
    def texts(self):
        """{language: text} of those that are written."""
        texts = {code: self.cleaned_data.get(f"text_{code}") for code in languages.LANGUAGES}
        return {code: text for code, text in texts.items() if text}

    def delegations(self):
        if self.kind == Kind.CANCELLATION:
            return self.workshop.delegations.in_touch()
        return self.workshop.delegations.filter(status__in=self.cleaned_data["status"])

    @cached_property
    def loaded(self):
        return list(self.delegations().to_write_to().by_sender())

    @property
    def recipients(self):
        """[(delegation, contact)]"""
        return [(each, contact) for each in self.loaded for contact in each.contacts.all()]

    @property
    def silent(self):
        """The delegations that nobody can be written to."""
        return [each for each in self.loaded if not each.contacts.all()]


def page_for(kind):
    """It shows who is invited and writes to them: the right to change delegations is needed."""

    @require_http_methods(["GET", "POST"])
    @policy.needs("workshops.change_delegation")
    def page(request, pk):
        return _announce(request, pk, kind)

    return page


write = page_for(Kind.LETTER)
tell_change = page_for(Kind.CHANGE)
cancel = policy.needs("workshops.change_workshop")(page_for(Kind.CANCELLATION))


def _announce(request, pk, kind):
    workshop = policy.workshop_or_404(request, pk)
    form = AnnouncementForm(
        request.POST or None,
        workshop=workshop,
        kind=kind,
        initial={"status": in_touch(), "nonce": secrets.token_hex(8)},
    )
    is_ready = form.is_bound and form.is_valid()
    if is_ready and request.POST.get("confirmed"):
        return _done(request, form)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "municipalities")
        | {
            "title": TITLES[kind],
            "kind": kind,
            "form": form,
            "previews": previews(form) if is_ready else [],
            "is_ready": is_ready,
        }
    )
    return render(request, "workshops/admin/announce.html", context)


def in_touch():
    return sorted(Delegation.IN_TOUCH)


def previews(form):
    """[(language, number of recipients, subject, text)] as the first recipient of each reads it."""
    by_language = {}
    for delegation, contact in form.recipients:
        by_language.setdefault(contact.language, []).append((delegation, contact))
    return [
        (
            language,
            len(found),
            *outbox_messages.compose(form.kind, *found[0], remark=form.texts),
        )
        for language, found in sorted(by_language.items())
    ]


def _done(request, form):
    workshop, kind = form.workshop, form.kind
    try:
        if kind == Kind.CANCELLATION:
            written = announcements.cancel(
                workshop,
                by=request.user,
                reasons=form.texts,
                replaced_by=form.cleaned_data["replaced_by"],
            )
        else:
            written = announcements.send(
                kind,
                workshop,
                form.delegations(),
                by=request.user,
                texts=form.texts,
                cause=f"{kind}:{workshop.pk}:{form.cleaned_data['nonce']}",
            )
    except (NotAllowed, ValidationError) as refused:
        messages.error(request, " ".join(getattr(refused, "messages", [str(refused)])))
    else:
        text = ngettext(
            "%(count)d message is in the outbox.", "%(count)d messages are in the outbox.",
            len(written),
        )  # fmt: skip
        messages.success(request, text % {"count": len(written)})
    return redirect(navigation.url_of(workshop, "municipalities"))
