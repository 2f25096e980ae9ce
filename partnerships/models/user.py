from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def who_give_rights(self):
        """The accounts in use that may do everything."""
        found = self.filter(is_superuser=True, is_staff=True, is_active=True)
        return found.order_by("name", "email")

    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who works in the administration. The e-mail address is the login."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("full name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default="de",
        help_text=_("The administration appears in this language."),
    )
    is_staff = models.BooleanField(_("may log in"), default=False)
    is_active = models.BooleanField(
        _("account in use"), default=True, help_text=_("Switch off instead of deleting an account.")
    )
    sessions_ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                name="user_email_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_code="email",
                violation_error_message=_("Write the e-mail address in small letters."),
            )
        ]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        self.email = self.email.strip().lower()

    def end_sessions(self):
        """Log the account out everywhere, in stolen sessions, too."""
        self.sessions_ended_at = timezone.now()
        self.save(update_fields=["sessions_ended_at"])

    def _get_session_auth_hash(self, secret=None):
        """What a session must agree with: the password, and when all sessions were last ended."""
        ended = self.sessions_ended_at.isoformat() if self.sessions_ended_at else ""
        value = f"{self.password}{ended}"
        salt = "partnerships.models.User.get_session_auth_hash"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self):
        return self.name or self.email

    def get_short_name(self):
        return self.get_full_name()
