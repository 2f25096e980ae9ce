from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LastRunQuerySet(models.QuerySet):
    def note(self, name, at=None):
        self.update_or_create(name=name, defaults={"ran_at": at or timezone.now()})

    def is_overdue(self, name, after, at=None):
        """It has never run, or not for so long."""
        since = (at or timezone.now()) - after
        return not self.filter(name=name, ran_at__gt=since).exists()


class LastRun(models.Model):
    """When what runs by itself last did: /readyz and Today say when it rests."""

    class Name(models.TextChoices):
        MAILS = "mails", _("Sending mails")
        BACKUP = "backup", _("Backup")
        RETENTION = "retention", _("Erasing what is too old")
        # written only to see whether the database can be written to
        PROBE = "probe", _("Test")

    name = models.CharField(_("name"), max_length=10, choices=Name, primary_key=True)
    ran_at = models.DateTimeField(_("when"))

    objects = LastRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("last run")
        verbose_name_plural = _("last runs")

    def __str__(self):
        return self.get_name_display()
