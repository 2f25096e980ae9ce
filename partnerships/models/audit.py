"""What was done with accounts and with data about people: written once, changed by nobody."""

import datetime
import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Unchangeable(TypeError):
    """An entry of the audit was to be changed or deleted."""


def _refuse(*args, **kwargs):
    raise Unchangeable("Entries of the audit are added by audit.record() and never changed.")


class AuditQuerySet(models.QuerySet):
    update = delete = bulk_create = bulk_update = update_or_create = _raw_delete = _refuse

    def in_chain(self):
        return self.order_by("number")


class AuditEntry(models.Model):
    """Ids, codes and counts: no name, no address, no token.

    Each entry holds the hash of the one before it, so that none can be changed or taken out
    unnoticed. The database refuses both as well (see the migration).
    """

    class Action(models.TextChoices):
        LOGIN = "login", _("logged in")
        LOGIN_FAILED = "login_failed", _("login failed")
        LOGIN_REFUSED = "login_refused", _("login refused: the account may not log in")
        LOGOUT = "logout", _("logged out")
        ACCOUNT_ADDED = "account_added", _("account added")
        SWITCHED_ON = "switched_on", _("account switched on")
        SWITCHED_OFF = "switched_off", _("account switched off")
        RIGHTS = "rights", _("rights changed")
        PASSWORD = "password", _("password changed")
        FACTOR_ADDED = "factor_added", _("second factor added")
        FACTOR_REMOVED = "factor_removed", _("second factor removed")
        CODES_MADE = "codes_made", _("new recovery codes made")
        RECOVERY_CODE_USED = "recovery_code_used", _("recovery code used")
        EXPORT = "export", _("list taken out")
        EXPORT_REFUSED = "export_refused", _("list refused")
        ADDRESS = "address", _("address of a contact changed")
        PROTECTION = "protection", _("protection of a municipality changed")
        SEEN = "seen", _("sensitive data seen")
        DISCLOSED = "disclosed", _("own data handed out")
        ERASED = "erased", _("data erased")
        HOLD_SET = "hold_set", _("legal hold set")
        HOLD_LIFTED = "hold_lifted", _("legal hold lifted")
        DOOR_PASS_MADE = "door_pass_made", _("door pass made")
        DOOR_PASS_WITHDRAWN = "door_pass_withdrawn", _("door pass withdrawn")
        TEXT_CHANGED = "text_changed", _("text page changed")
        SHORTENED = "shortened", _("old audit entries removed")

    number = models.PositiveBigIntegerField(_("entry number"), primary_key=True)
    happened_at = models.DateTimeField(_("when"), db_index=True)
    action = models.CharField(_("what"), max_length=20, choices=Action.choices, db_index=True)
    # outlives the account, and lets go of nothing when the account goes
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    about = models.CharField(_("concerns"), max_length=100, blank=True)
    about_id = models.PositiveBigIntegerField(
        _("number of what it concerns"), null=True, blank=True
    )
    workshop_number = models.PositiveBigIntegerField(_("workshop"), null=True, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    network = models.CharField(
        _("from network"),
        max_length=50,
        blank=True,
        help_text=_("The address without its last part."),
    )
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit")
        ordering = ["-number"]
        default_permissions = ["view"]

    def __str__(self):
        return f"{self.number} {self.action}"

    def save(self, **kwargs):
        if not self._state.adding:
            _refuse()
        super().save(**kwargs | {"force_insert": True})

    delete = _refuse

    def digest(self):
        """What `hash` has to be: of everything in the entry and of the entry before it."""
        content = [
            self.previous_hash,
            self.number,
            self.happened_at.astimezone(datetime.UTC).isoformat(),
            self.action,
            self.account_id,
            self.about,
            self.about_id,
            self.workshop_number,
            self.details,
            self.network,
        ]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
