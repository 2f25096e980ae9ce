from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tools import languages


def validate_country(code):
    """ISO 3166-1 alpha-2 plus XK for Kosovo, in capitals."""
    if code not in languages.country_codes():
        raise ValidationError(_("“%(code)s” is no country code."), params={"code": code})


def country_choices():
    """Names in the reader's language and its order; what is stored is the code."""
    language = languages.current_language()
    named = [(code, languages.country_name(code, language)) for code in languages.country_codes()]
    return [("", "–"), *sorted(named, key=lambda pair: languages.sort_key(pair[1], language))]


class CountryNote(models.Model):
    """How a country is written on pages and papers where its usual name does not do."""

    code = models.CharField(_("country"), max_length=2, unique=True, validators=[validate_country])
    label = models.CharField(
        _("name"), max_length=100, blank=True, help_text=_("Empty: the usual name of the country.")
    )
    footnote = models.TextField(_("footnote"), blank=True)

    class Meta:
        verbose_name = _("note on a country")
        verbose_name_plural = _("notes on countries")
        ordering = ["code"]

    def __str__(self):
        return self.code
