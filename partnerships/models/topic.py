from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.models.rich_text import RichTextField
from partnerships.models.searching import SearchableQuerySet, key_of
from tools import languages

LABEL = ("slug", "colour", "icon", *languages.columns("name", "short_name"))


class TopicQuerySet(SearchableQuerySet):
    def labels(self):
        """With what names a topic in a list or on a card, and no other column."""
        return self.only(*LABEL)


class Topic(models.Model):
    """A field of municipal work, shared by thematic tracks and partnerships."""

    class Colour(models.TextChoices):
        T1 = "t1", _("plum")
        T2 = "t2", _("amber")
        T3 = "t3", _("green")
        T4 = "t4", _("blue")
        T5 = "t5", _("brick")
        T6 = "t6", _("petrol")

    class Icon(models.TextChoices):
        TRENDING_UP = "trending-up", _("rising line")
        SUN = "sun", _("sun")
        BUILDING = "building-2", _("buildings")
        LANDMARK = "landmark", _("town hall")
        COINS = "coins", _("coins")
        LEAF = "leaf", _("leaf")
        SHIELD = "shield-check", _("shield")
        TREES = "trees", _("trees")
        DROPLETS = "droplets", _("drops")
        RECYCLE = "recycle", _("recycling")
        BUS = "bus", _("bus")
        MAP = "map", _("map")
        CPU = "cpu", _("chip")
        ALERT = "triangle-alert", _("warning sign")
        PLUG = "plug-zap", _("plug")
        COMPASS = "compass", _("compass")
        TAG = "tag", _("label")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(
        _("short name"), max_length=24, help_text=_("For the small labels, at most 24 characters.")
    )
    description = RichTextField(_("description"), blank=True)
    colour = models.CharField(_("colour"), max_length=2, choices=Colour, default=Colour.T6)
    icon = models.CharField(_("icon"), max_length=20, choices=Icon, default=Icon.TAG)
    search_key = models.TextField(editable=False, default="")

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["slug"]

    def __str__(self):
        return self.name or self.slug

    def save(self, *args, **kwargs):
        self.search_key = key_of(self, "name", "short_name", "description")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("public:topic_detail", args=[self.slug])
