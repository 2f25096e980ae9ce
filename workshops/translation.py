"""Which texts exist in four languages; the history follows the translation, as in partnerships.

People are not in the history: their data would outlive its erasure there. StatusChange keeps what
happened to them.
"""

from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from workshops.models import (
    Contribution,
    Delegation,
    Report,
    ReportedFigure,
    ThematicTrack,
    Workshop,
    WorkshopDay,
    WorkshopRelation,
)


@register(Workshop)
class WorkshopTranslation(TranslationOptions):
    fields = ("title", "summary", "description", "place", "venue", "cancellation_reason")


@register(WorkshopDay)
class WorkshopDayTranslation(TranslationOptions):
    fields = ("place",)


@register(WorkshopRelation)
class WorkshopRelationTranslation(TranslationOptions):
    fields = ("note",)


@register(ThematicTrack)
class ThematicTrackTranslation(TranslationOptions):
    fields = ("title", "description")


@register(Contribution)
class ContributionTranslation(TranslationOptions):
    fields = ("topic_title",)


@register(Report)
class ReportTranslation(TranslationOptions):
    fields = ("headline", "kicker", "body", "source_url")


@register(ReportedFigure)
class ReportedFigureTranslation(TranslationOptions):
    fields = ("scope",)


for model in (Workshop, ThematicTrack, Report, Delegation):
    keep_history(model, app="workshops")
