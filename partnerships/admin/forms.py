from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from modeltranslation.translator import translator

from tools import languages


def country_choices():
    """Names in the reader's language and its order; what is stored is the code."""
    language = languages.current_language()
    named = [(code, languages.country_name(code, language)) for code in languages.country_codes()]
    return [("", "–"), *sorted(named, key=lambda pair: languages.sort_key(pair[1], language))]


class CheckedForm(forms.ModelForm):
    """Asks every constraint, also those on fields which the form does not show."""

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as refused:
            self.show(refused)

    def show(self, refused):
        for name, errors in refused.error_dict.items():
            is_shown = name in self.fields and name != NON_FIELD_ERRORS
            for error in errors:
                self.add_error(name if is_shown else None, error)


class TranslatedForm(CheckedForm):
    """A text that must be there must be there in one language, whichever it is."""

    # texts that may wait, although the model wants them
    may_be_empty = ()

    def clean(self):
        cleaned = super().clean()
        model = self._meta.model
        for name in translator.get_options_for_model(model).all_fields:
            if model._meta.get_field(name).blank or name in self.may_be_empty:
                continue
            columns = [f"{name}_{code}" for code in languages.LANGUAGES]
            shown = [column for column in columns if column in self.fields]
            if shown and not any(self.data_of(column) for column in shown):
                wanted = f"{name}_{languages.current_language()}"
                self.add_error(
                    wanted if wanted in shown else shown[0],
                    _("Write this in at least one language."),
                )
        return cleaned

    def data_of(self, column):
        return self.cleaned_data.get(column) or column in self.errors
