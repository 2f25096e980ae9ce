from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tools import languages

# Spoken at workshops of the network so far; anything else is added here
SPOKEN = ("de", "en", "uk", "sq", "sr", "pl", "fr", "es", "ar", "tr", "ru", "ka", "ro")


def spoken_languages():
    return [(code, languages.language_name(code, get_language() or "de")) for code in SPOKEN]


class CodeListField(models.CharField):
    """Codes from a closed list, stored as "de uk", in Python a tuple ("de", "uk").

    A kind of it says in `known` which there are, and what they are called in the active language.
    """

    unknown = _("Unknown: %(code)s")

    @staticmethod
    def known():
        """[(code, name)]"""
        raise NotImplementedError

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 60, "blank": True, "default": ()} | kwargs)

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def to_python(self, value):
        if value is None:
            return ()
        return tuple(value.split()) if isinstance(value, str) else tuple(value)

    def get_prep_value(self, value):
        return " ".join(self.to_python(value))

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        unknown = set(value) - {code for code, _name in self.known()}
        if unknown:
            raise ValidationError(self.unknown, params={"code": min(unknown)})

    def run_validators(self, value):
        super().run_validators(self.get_prep_value(value))

    def names(self, value):
        """What the codes are called, in the order of the list."""
        return [str(name) for code, name in self.known() if code in value]

    def formfield(self, **kwargs):
        return forms.TypedMultipleChoiceField(
            label=kwargs.get("label", self.verbose_name),
            help_text=self.help_text,
            required=not self.blank,
            choices=lazy(self.known, list),
            coerce=str,
            widget=forms.CheckboxSelectMultiple,
        )


class LanguageListField(CodeListField):
    known = staticmethod(spoken_languages)
    unknown = _("Unknown language: %(code)s")
