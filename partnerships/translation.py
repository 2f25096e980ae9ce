"""Which texts exist in four languages. The history is registered after the translation: before it,
the historical model would lack the columns of the languages."""

from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from partnerships.models import CountryNote, Municipality, Organisation, Partnership, Topic


@register(CountryNote)
class CountryNoteTranslation(TranslationOptions):
    fields = ("label", "footnote")


@register(Municipality)
class MunicipalityTranslation(TranslationOptions):
    fields = ("name", "region", "summary", "situation_note")


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name",)


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name", "short_name", "description")


@register(Partnership)
class PartnershipTranslation(TranslationOptions):
    fields = ("title", "summary")


for model in (CountryNote, Municipality, Organisation, Topic, Partnership):
    keep_history(model, app="partnerships")
