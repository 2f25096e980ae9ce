"""The next workshop after this one: what would be copied, then the draft."""

import datetime

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from partnerships.admin.forms import label_in
from tools import folding, languages
from workshops.admin import navigation, policy
from workshops.admin.workshop_forms import YEARS
from workshops.models import Assignment, Workshop
from workshops.registration import copying

TITLES = [f"title_{code}" for code in languages.LANGUAGES]
# fields that one never fills in, or that the page names in another place
UNNAMED = {"publication", "cancelled_at", "cancellation_reason", "replaced_by"}
LONGEST_ADDRESS = 80


class CopyForm(forms.Form):
    starts_on = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=gettext_lazy("Empty: made from the title and the year."),
    )

    def __init__(self, *args, template, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.template = template
        title = Workshop._meta.get_field("title")
        for code, name in zip(languages.LANGUAGES, TITLES, strict=True):
            self.fields[name] = forms.CharField(
                label=label_in(title, code),
                max_length=title.max_length,
                required=False,
                initial=getattr(template, name),
                widget=forms.TextInput(attrs={"lang": code}),
            )

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day.year not in YEARS:
            years = {"first": YEARS[0], "last": YEARS[-1]}
            raise forms.ValidationError(_("Give a year between %(first)d and %(last)d.") % years)
        return day

    def clean(self):
        cleaned = super().clean()
        title = next((cleaned[name] for name in TITLES if cleaned.get(name)), "")
        if not title:
            self.add_error(TITLES[0], _("Write this in at least one language."))
        elif not cleaned.get("slug") and "starts_on" in cleaned and "slug" not in self.errors:
            year = f"-{cleaned['starts_on'].year}"
            cleaned["slug"] = folding.address(title, LONGEST_ADDRESS - len(year)) + year
        return cleaned

    def copy(self, *, with_delegations):
        """The draft; None if it cannot be, with the reasons among the errors."""
        wanted = self.cleaned_data
        try:
            return copying.copy(
                self.template,
                starts_on=wanted["starts_on"],
                slug=wanted["slug"],
                titles={code: wanted[f"title_{code}"] for code in languages.LANGUAGES},
                with_delegations=with_delegations,
            )
        except ValidationError as refused:
            for name, errors in refused.update_error_dict({}).items():
                self.add_error(name if name in self.fields else None, errors)
            return None


@require_http_methods(["GET", "POST"])
@policy.needs(*policy.SEE_WORKSHOPS)
@policy.needs("workshops.add_workshop")
def copy_workshop(request, pk):
    template = policy.workshop_or_404(request, pk)
    form = CopyForm(request.POST or None, template=template)
    with_delegations = request.user.has_perm("workshops.add_delegation")
    rehearsed = None
    if request.method == "POST" and form.is_valid():
        is_rehearsal = "create" not in request.POST
        with transaction.atomic():
            made = form.copy(with_delegations=with_delegations)
            if made:
                Assignment.objects.keep(made, by=request.user)
            if made is None or is_rehearsal:
                transaction.set_rollback(True)
        if made and not is_rehearsal:
            messages.success(request, _("The draft is there. Look through its texts and dates."))
            return redirect(navigation.url_of(made, "overview"))
        rehearsed = made
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, template, "copy")
        | _what_is_copied(template, with_delegations)
        | {"title": _("Use as template"), "form": form, "dates": _dates(template, rehearsed)}
    )
    return render(request, "workshops/admin/copy.html", context)


def _what_is_copied(template, with_delegations):
    delegations = list(copying.copied_delegations(template)) if with_delegations else []
    return {
        "fields": _labels(name for name in copying.COPIED if getattr(template, name)),
        "not_copied": _labels(copying.NEVER - UNNAMED),
        "numbers": [
            (_("Thematic tracks"), template.tracks.count()),
            (_("Days"), template.days.count()),
            (_("Sessions"), template.sessions.count()),
            (_("Organisers"), template.organisers.count()),
        ],
        "delegations": delegations,
        "number_of_contacts": sum(len(each.contacts.all()) for each in delegations),
    }


def _labels(names):
    """What the fields are called that one can fill in, in the order of the form."""
    wanted = set(names)
    fields = [each for each in Workshop._meta.fields if each.name in wanted and each.editable]
    return [capfirst(field.verbose_name) for field in fields if not field.primary_key]


def _dates(template, rehearsed):
    """[(label, before, after)] of the dates that there are; "" before a first day is chosen."""
    fields = [each for each in Workshop._meta.fields if each.name in copying.MOVED | {"starts_on"}]
    return [
        (
            capfirst(field.verbose_name),
            _shown(getattr(template, field.name), template),
            _shown(getattr(rehearsed, field.name), template) if rehearsed else "",
        )
        for field in fields
        if getattr(template, field.name)
    ]


def _shown(value, template):
    language = languages.current_language()
    if isinstance(value, datetime.datetime):
        return languages.format_moment(value, template.timezone, language)
    return languages.format_day(value, language)
