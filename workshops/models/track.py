from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.models import LABEL, Topic, key_of
from tools import languages
from workshops.models.workshop import Workshop

WITH_LABEL = ("workshop_id", "topic", *(f"topic__{column}" for column in LABEL))


class ThematicTrackQuerySet(models.QuerySet):
    def with_labels(self):
        """With what names the topic of each, and no other column of it."""
        return self.select_related("topic").only(*WITH_LABEL)

    def with_texts(self):
        """The same with what a page says of the track itself."""
        texts = languages.columns("title", "description")
        return self.select_related("topic").only(*WITH_LABEL, *texts)


class ThematicTrack(models.Model):
    """A working group of a workshop. Positions may repeat, so that two tracks can swap places."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="tracks")
    slug = models.SlugField(_("address"), max_length=60)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tracks",
    )
    capacity = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Empty: no limit.")
    )

    search_key = models.TextField(editable=False, default="")

    objects = ThematicTrackQuerySet.as_manager()

    class Meta:
        verbose_name = _("thematic track")
        verbose_name_plural = _("thematic tracks")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "slug"],
                name="track_slug_once_per_workshop",
                violation_error_code="slug",
                violation_error_message=_("Another track of this workshop has this address."),
            )
        ]

    def __str__(self):
        return self.title or self.slug

    def save(self, *args, **kwargs):
        self.search_key = key_of(self, "title")
        super().save(*args, **kwargs)
