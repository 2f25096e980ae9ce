"""What a list of people is to hold, for whom, and how it is written."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tools import languages
from workshops.exports import downloads
from workshops.exports.purposes import Protected, UnknownColumn
from workshops.models import ColumnChoice
from workshops.registration.forms import PeopleFilterForm

FILTERS = tuple(PeopleFilterForm.base_fields)


class ListForm(PeopleFilterForm):
    """The filters of the people list, the columns, and who gets the file.

    Columns come ticked and numbered from the page (`column`, `place_<key>`), or as keys in the
    order wanted from an address (`columns`), or are those taken last, or those of the purpose.
    """

    dialect = forms.ChoiceField(
        label=gettext_lazy("Headings and words"),
        choices=[
            ("excel", gettext_lazy("in words, for people")),
            ("rfc4180", gettext_lazy("keys and codes, for other programs")),
        ],
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    include_protected = forms.BooleanField(
        label=gettext_lazy("Include protected people"), required=False
    )
    recipient = forms.CharField(
        label=gettext_lazy("Who outside the team gets it"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example the hotel. Empty: it stays in the team."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def __init__(self, *args, workshop, purpose, account, **kwargs):
        super().__init__(*args, workshop=workshop, label_suffix="", **kwargs)
        self.workshop, self.purpose, self.account = workshop, purpose, account
        reader = languages.current_language()
        self.fields["language"].choices = [
            (code, languages.language_name(code, reader)) for code in languages.LANGUAGES
        ]
        self.columns = ()
        if purpose.protected is not Protected.ON_REQUEST:
            del self.fields["include_protected"]

    def clean_dialect(self):
        return self.cleaned_data["dialect"] or "excel"

    def clean_language(self):
        return self.cleaned_data["language"] or self.account.language

    def clean_recipient(self):
        return self.cleaned_data["recipient"].strip()

    def clean_reason(self):
        return downloads.stated(self.cleaned_data["reason"])

    def clean(self):
        wanted = super().clean()
        try:
            self.columns = self.purpose.choose(self._keys())
        except UnknownColumn as unknown:
            text = _("This list has no column “%(key)s”.")
            self.add_error(None, text % {"key": str(unknown)[:50]})
        else:
            if not self.columns:
                self.add_error(None, _("Choose at least one column."))
        return wanted

    def _keys(self):
        if "picked" in self.data:
            return sorted(self.data.getlist("column"), key=self._place)
        if "columns" in self.data:
            return self.data["columns"].split()
        return self._own_keys()

    def _own_keys(self):
        """Those taken last, as far as the list still has them; else those of the purpose."""
        chosen = ColumnChoice.objects.filter(user=self.account, purpose=self.purpose.key).first()
        known = [column.key for column in self.purpose.all_columns]
        keys = [key for key in chosen.columns.split() if key in known] if chosen else []
        return keys or [column.key for column in self.purpose.columns]

    def _place(self, key):
        """Where it is to stand; what is no number stands last."""
        text = self.data.get(f"place_{key}", "").strip()
        return int(text) if text.isdecimal() and len(text) <= 3 else 1000

    def remember(self):
        """The columns are proposed the next time."""
        keys = " ".join(column.key for column in self.columns)
        ColumnChoice.objects.update_or_create(
            user=self.account, purpose=self.purpose.key, defaults={"columns": keys}
        )

    @property
    def choices_of_columns(self):
        """[(column, its number or "", whether it is chosen)]: the chosen ones first."""
        chosen = self.columns or self.purpose.columns
        others = [column for column in self.purpose.all_columns if column not in chosen]
        numbered = [(column, place, True) for place, column in enumerate(chosen, 1)]
        return [*numbered, *((column, "", False) for column in others)]

    def order(self, file_format):
        """What the valid form describes."""
        wanted = self.cleaned_data
        return downloads.Order(
            workshop=self.workshop,
            purpose=self.purpose,
            people=self.applied_to(self.workshop.delegates.all()),
            columns=self.columns,
            format=file_format,
            dialect=wanted["dialect"],
            language=wanted["language"],
            by=self.account,
            filter_codes=self.codes(),
            filter_words=self.words(),
            with_protected=wanted.get("include_protected", False),
            reason=wanted.get("reason", ""),
            recipient=wanted.get("recipient", ""),
        )

    def words(self):
        """The filters that are on, as one reads them."""
        return "; ".join(f"{bound.label}: {chosen}" for bound, chosen in self.filters_on())

    def address(self):
        """The query string of this list: filters, columns and writing, to be passed on."""
        kept = {name: self.data.get(name, "") for name in (*FILTERS, "dialect", "language")}
        kept["columns"] = " ".join(column.key for column in self.columns)
        return "?" + urlencode({name: text for name, text in kept.items() if text})
