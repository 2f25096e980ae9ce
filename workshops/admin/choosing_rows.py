"""One municipality to be invited: what was when it came last, and the row of the form."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Contact
from tools import languages
from workshops.models import Delegation, for_user

USUAL_QUOTA = 2
NEW_CONTACT = ("new_name", "new_email")


def last_times(workshop, municipalities, user):
    """{municipality: its delegation to the latest workshop before this one that it took part in},
    of those that the account works on."""
    earlier = Delegation.objects.took_part().filter(
        municipality__in=municipalities, workshop__starts_at__lt=workshop.starts_at
    )
    ordered = for_user(earlier, user).select_related("workshop").order_by("workshop__starts_at")
    return {delegation.municipality_id: delegation for delegation in ordered}


class RowForm(forms.Form):
    quota = forms.IntegerField(
        label=gettext_lazy("Seats"), min_value=0, max_value=999, required=False
    )
    substitutes = forms.IntegerField(
        label=gettext_lazy("Substitutes"), min_value=0, max_value=999, required=False
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    known = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Contacts"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    new_name = forms.CharField(
        label=gettext_lazy("New contact: name or office"), max_length=200, required=False
    )
    new_email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)

    def __init__(self, *args, municipality, last, may_add_contact, **kwargs):
        self.municipality, self.last = municipality, last
        self.new = None
        people = list(municipality.contacts.all())
        super().__init__(
            *args,
            prefix=f"m{municipality.pk}",
            initial={
                "quota": last.quota if last else USUAL_QUOTA,
                "substitutes": last.substitutes if last else 0,
                "language": people[0].language
                if people
                else languages.country_language(municipality.country),
                "known": [contact.pk for contact in people],
            },
            **kwargs,
        )
        self.fields["known"].choices = [(contact.pk, _described(contact)) for contact in people]
        if not may_add_contact:
            for name in NEW_CONTACT:
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("new_email") and not cleaned.get("new_name"):
            self.add_error("new_name", _("Give a name or an office."))
        elif cleaned.get("new_name") and not self.errors:
            self._check_contact(cleaned)
        return cleaned

    def _check_contact(self, cleaned):
        self.new = Contact(
            municipality=self.municipality,
            name=cleaned["new_name"],
            email=cleaned["new_email"],
            language=cleaned["language"],
        )
        try:
            self.new.full_clean()
        except ValidationError as refused:
            self.new = None
            self.add_error("new_email", refused.messages)

    def contacts(self):
        """Those chosen, and the new one, which is kept now."""
        chosen = set(self.cleaned_data["known"])
        found = [each for each in self.municipality.contacts.all() if each.pk in chosen]
        if self.new:
            self.new.save()
            found.append(self.new)
        return found

    def delegation(self):
        cleaned = self.cleaned_data
        return {
            "quota": cleaned["quota"],
            "substitutes": cleaned["substitutes"] or 0,
            "language": cleaned["language"],
        }


def _described(contact):
    """With office and language, so that one of several is told from the others."""
    language = languages.language_name(contact.language, languages.current_language())
    parts = [str(contact), contact.office if contact.name else "", contact.email, language]
    return " · ".join(part for part in parts if part)
