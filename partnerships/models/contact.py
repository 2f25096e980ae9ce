import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models.municipality import Municipality
from partnerships.models.organisation import Organisation
from partnerships.models.searching import SearchableQuerySet
from partnerships.models.written import InReadersLanguage
from tools import folding, languages, tokens

ASKED_EACH = datetime.timedelta(days=365)
BODY = Coalesce(InReadersLanguage("municipality__name"), InReadersLanguage("organisation__name"))
BY_BODY = (BODY, "municipality_id", "organisation_id", "name", "pk")


class ContactQuerySet(SearchableQuerySet):
    def reachable(self):
        """Those whose address has not been refused for good."""
        return self.exclude(email="").filter(undeliverable_since=None)

    def refused(self):
        return self.exclude(undeliverable_since=None)

    def verified_since(self, day):
        return self.filter(verified_on__gte=day)

    def not_verified_since(self, day):
        """Those of which nobody has said for so long, or ever, that they are right."""
        return self.filter(Q(verified_on=None) | Q(verified_on__lt=day))

    def unconfirmed_since(self, day):
        """Those whom nobody has confirmed on that day or later, nor entered since."""
        return self.not_verified_since(day).filter(entered_at__date__lt=day)

    def to_ask(self, at):
        """Those whom nobody has confirmed, nor asked, for a year, the oldest first."""
        day = timezone.localdate(at - ASKED_EACH)
        asked_before = Q(asked_at=None) | Q(asked_at__lte=at - ASKED_EACH)
        found = self.reachable().unconfirmed_since(day).filter(asked_before)
        return found.order_by(F("verified_on").asc(nulls_first=True), "entered_at", "pk")

    def with_token(self, token):
        """The one who was asked with this token within a year, or None."""
        asked = self.filter(asked_at__gt=timezone.now() - ASKED_EACH)
        return asked.filter(token_hash=tokens.hashed(token)).with_bodies().first()

    def has_word(self, word):
        """By name in either script, office, e-mail, or any name of the body they work for."""
        municipalities = Municipality.objects.filter(Municipality.objects.has_word(word))
        organisations = Organisation.objects.filter(_is_named(word))
        return (
            super().has_word(word)
            | Q(municipality__in=municipalities.values("pk"))
            | Q(organisation__in=organisations.values("pk"))
        )

    def locked(self):
        """Until the end of the transaction: an erasure comes before or after, never between."""
        return self.select_for_update(of=("self",))

    def with_bodies(self):
        return self.select_related("municipality", "organisation__municipality")

    def by_body(self):
        return self.order_by(*BY_BODY)


def _is_named(word):
    """An organisation has no search key: its address is made of folded letters, too."""
    named = Q(slug__contains=word)
    for code in languages.LANGUAGES:
        named |= Q(**{f"name_{code}__icontains": word})
    return named


class Contact(models.Model):
    """Whom to write to at a municipality or organisation: the address book between workshops."""

    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    office = models.CharField(
        _("office"), max_length=250, blank=True, help_text=_("Department or function.")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    salutation = models.CharField(
        _("salutation"),
        max_length=200,
        blank=True,
        help_text=_("As a letter begins, in the language of the contact. Empty: a neutral one."),
    )
    note = models.TextField(_("note"), blank=True, help_text=_("Only for organisers."))
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    undeliverable_since = models.DateTimeField(
        _("mail refused since"), null=True, blank=True, editable=False
    )
    # when the contact was asked whether this is right, and the hash of the token of that mail
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    token_hash = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False, db_index=True
    )
    search_key = models.CharField(max_length=1000, editable=False, default="")

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = [F("verified_on").desc(nulls_last=True), "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_of_one_body",
                condition=Q(municipality__isnull=False, organisation__isnull=True)
                | Q(municipality__isnull=True, organisation__isnull=False),
                violation_error_code="municipality",
                violation_error_message=_("Choose a municipality or an organisation, not both."),
            ),
            models.CheckConstraint(
                name="contact_has_name_or_office",
                condition=~Q(name="", office=""),
                violation_error_code="name",
                violation_error_message=_("Give a name or an office."),
            ),
            models.UniqueConstraint(
                fields=["municipality", "email"],
                condition=~Q(email=""),
                name="contact_once_per_municipality",
                violation_error_code="email",
                violation_error_message=_("This address is listed for the municipality already."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=~Q(email=""),
                name="contact_once_per_organisation",
                violation_error_code="email",
                violation_error_message=_("This address is listed for the organisation already."),
            ),
        ]

    def __str__(self):
        return self.name or self.office

    def save(self, *args, **kwargs):
        self.email = self.email.strip().lower()
        texts = (self.name, self.office, self.email)
        self.search_key = " | ".join(filter(None, map(folding.fold, texts)))[:1000]
        super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude=exclude)
        self.email = self.email.strip().lower()

    def take_address(self, email):
        """Another address is not the one that was refused, or asked."""
        self.email = email
        self.undeliverable_since = self.asked_at = None
        self.token_hash = ""

    @property
    def confirmed_on(self):
        """The day on which somebody said last that it is right; entering it counts."""
        entered_on = timezone.localdate(self.entered_at)
        return max(self.verified_on, entered_on) if self.verified_on else entered_on

    @property
    def is_guarded(self):
        """Works for a municipality that protects its people, or for an organisation of one."""
        municipality = self.municipality or self.organisation.municipality
        return bool(municipality and municipality.protects_people)

    @property
    def body(self):
        """The municipality or organisation; load it with with_bodies()."""
        return self.municipality or self.organisation
