import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models import RichTextField
from tools import languages

# A statement of accessibility is looked through every year (BGG section 12b): asked a month before
REVIEW_DUE_AFTER = datetime.timedelta(days=335)
# when the built-in statement was prepared, and when it was last looked through
PREPARED_ON = datetime.date(2026, 11, 22)
BUILT_IN_REVIEWED_ON = datetime.date(2026, 11, 28)


class TextPageQuerySet(models.QuerySet):
    def complete(self):
        """All pages; those that nobody has opened yet are made empty."""
        missing = set(TextPage.Key.values) - set(self.values_list("key", flat=True))
        if missing:
            pages = [TextPage(key=key) for key in TextPage.Key.values if key in missing]
            self.bulk_create(pages, ignore_conflicts=True)
        return self


class TextPage(models.Model):
    """A page of the site itself in the organisers' words; empty, the built-in text is shown."""

    class Key(models.TextChoices):
        ABOUT = "about", _("About us")
        CONTACT = "contact", _("Contact")
        IMPRINT = "imprint", _("Imprint")
        PRIVACY = "privacy", _("Privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        PLAIN_LANGUAGE = "plain_language", _("Plain language")
        SIGN_LANGUAGE = "sign_language", _("Sign language")
        MAP_NOTICE = "map_notice", _("Borders and names on the maps")

    key = models.CharField(_("page"), max_length=14, choices=Key, unique=True, editable=False)
    title = models.CharField(
        _("title"), max_length=150, blank=True, help_text=_("Empty: the name of the page.")
    )
    body = RichTextField(
        _("text"),
        blank=True,
        help_text=_("Empty in every language: the built-in text is shown."),
    )
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)

    objects = TextPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("legal texts and pages")
        ordering = ["pk"]

    def __str__(self):
        return self.get_key_display()

    def get_absolute_url(self):
        return reverse(f"public:{self.key}")

    @property
    def is_written(self):
        """In any language: the others fall back to it."""
        return any(getattr(self, column) for column in languages.columns("body"))

    def is_review_due(self, today=None):
        """Own texts want to be looked at once a year; the statement of accessibility has to be,
        the built-in one as well."""
        reviewed_on = self.reviewed_on
        if reviewed_on is None and self.key == self.Key.ACCESSIBILITY:
            if self.is_written:
                return True
            reviewed_on = BUILT_IN_REVIEWED_ON
        if reviewed_on is None:
            return False
        return reviewed_on + REVIEW_DUE_AFTER < (today or timezone.localdate())
