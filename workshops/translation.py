"""Which texts exist in four languages; the history follows the translation, as in partnerships.

People are not in the history: their data would outlive its erasure there. StatusChange keeps what
happened to them.
"""

from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from workshops.models import (
    Contribution,
    Delegation,
    Material,
    MessageTemplate,
    Outcome,
    Report,
    ReportedFigure,
    Session,
    TextPage,
    ThematicTrack,
    Workshop,
    WorkshopDay,
    WorkshopRelation,
)


@register(Workshop)
class WorkshopTranslation(TranslationOptions):
    fields = (
        "title",
        "summary",
        "description",
        "cover_alt",
        "place",
        "venue",
        "guidance",
        "costs",
        "cancellation_reason",
    )


@register(MessageTemplate)
class MessageTemplateTranslation(TranslationOptions):
    fields = ("subject", "text")


@register(WorkshopDay)
class WorkshopDayTranslation(TranslationOptions):
    fields = ("place",)


@register(WorkshopRelation)
class WorkshopRelationTranslation(TranslationOptions):
    fields = ("note",)


@register(ThematicTrack)
class ThematicTrackTranslation(TranslationOptions):
    fields = ("title", "description")


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title",)


@register(Contribution)
class ContributionTranslation(TranslationOptions):
    fields = ("topic_title",)


@register(Report)
class ReportTranslation(TranslationOptions):
    fields = ("headline", "kicker", "body", "source_url", "photo_alt")


@register(TextPage)
class TextPageTranslation(TranslationOptions):
    fields = ("title", "body")


@register(ReportedFigure)
class ReportedFigureTranslation(TranslationOptions):
    fields = ("scope",)


@register(Outcome)
class OutcomeTranslation(TranslationOptions):
    fields = ("text",)


@register(Material)
class MaterialTranslation(TranslationOptions):
    fields = ("title",)


for model in (
    Workshop,
    WorkshopDay,
    WorkshopRelation,
    ThematicTrack,
    Session,
    Outcome,
    Material,
    Report,
    ReportedFigure,
    TextPage,
    Delegation,
):
    keep_history(model, app="workshops")
keep_history(Contribution, app="workshops", excluded_fields=["person_name"])
