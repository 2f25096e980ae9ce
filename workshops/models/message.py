import datetime
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models import Contact
from workshops.models.delegate import Delegate
from workshops.models.delegation import Delegation
from workshops.models.letter import InvitationLetter
from workshops.models.workshop import Workshop

LATE_AFTER = datetime.timedelta(minutes=15)
# What last_error begins with while the mail server does not admit us
NOT_ADMITTED = "login: "
NOT_NEEDED = _("No longer needed")


def is_sending():
    """Whether messages leave by machine; else every one of them is handed over."""
    return bool(settings.EMAIL_HOST or settings.MAIL_FOLDER)


def new_message_id():
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)


class MessageQuerySet(models.QuerySet):
    def finish(self, state, at, **changes):
        """End them in a state: text and link are erased. Returns how many."""
        erased = {"subject": "", "text": "", "leased_until": None}
        return self.update(state=state, finished_at=at, **erased, **changes)

    def due(self, at=None):
        """Those to be sent now, the oldest first; a lease that ran out counts as none."""
        at = at or timezone.now()
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        waiting = self.unfinished().with_address().filter(free, next_attempt_at__lte=at)
        return waiting.order_by("created_at", "pk")

    def first_in_line(self, at=None):
        """Without those before which another one to the same recipient waits, or is tried again.

        One that is not due yet, a digest that still collects, holds up nobody.
        """
        is_on = Q(attempts__gt=0) | Q(next_attempt_at__lte=at or timezone.now())
        is_older = Q(created_at__lt=OuterRef("created_at")) | Q(
            created_at=OuterRef("created_at"), pk__lt=OuterRef("pk")
        )
        before = Message.objects.unfinished().filter(is_on, is_older)
        return self.exclude(Exists(before.filter(recipient=OuterRef("recipient"))))

    def unfinished(self):
        return self.filter(state=Message.State.QUEUED)

    def reminders_since(self, at):
        """What presses the contacts of a delegation: to name people, to send what is missing."""
        return self.filter(kind__in=Message.REMINDERS, created_at__gt=at)

    def last_of_delegations(self):
        """{delegation: the message written to its contacts last}, without texts"""
        last = self.filter(delegation__isnull=False, delegate=None).order_by().values("delegation")
        found = self.model.objects.filter(pk__in=last.annotate(last=Max("pk")).values("last"))
        return {message.delegation_id: message for message in found.defer("text", "subject")}

    def to_strangers(self):
        """To addresses that somebody typed to register, and that nobody has confirmed."""
        return self.filter(kind__in=Message.REGISTERING, delegate=None)

    def about_registering(self, email):
        """Whatever the form for anybody made us write to an address, for any workshop."""
        return self.filter(kind__in=Message.REGISTERING, recipient__iexact=email)

    def with_address(self):
        """Those that a mail server could take; the others an organiser hands over."""
        return self.exclude(recipient="")

    def not_admitted(self):
        """Those at which the mail server last refused our login: none of them goes."""
        return self.unfinished().filter(last_error__startswith=NOT_ADMITTED)

    def with_recipients(self):
        return self.select_related(
            "contact",
            "delegate",
            "delegation__municipality",
            "delegation__organisation",
            "letter",
        )

    def by_hand(self):
        """Those that wait for an organiser: without an address, or all while nothing is sent."""
        waiting = self.unfinished()
        return waiting.filter(recipient="") if is_sending() else waiting

    def overtaken(self, at):
        """Those whose time is past: what they ask for is taken no more, or the workshop is over."""
        Kind = Message.Kind
        until = Coalesce(
            "delegation__extended_until",
            "workshop__nomination_closes_at",
            "workshop__starts_at",
        )
        asks_for_list = Q(kind__in=[Kind.INVITATION, Kind.REMINDER, Kind.EXTENSION, Kind.RETURNED])
        asks_a_person = Q(kind__in=[Kind.SEAT, Kind.ASK_AGAIN])
        asks_for_more = Q(kind__in=[Kind.SEAT, Kind.ASK_AGAIN, Kind.TRAVEL])
        is_news = Q(kind__in=[Kind.RECEIPT, Kind.DECISIONS, Kind.CHANGE, Kind.CANCELLATION])
        return self.annotate(takes_lists_until=until).filter(
            asks_for_list & Q(takes_lists_until__lte=at)
            | asks_a_person & Q(delegate__confirm_by__lte=at)
            | asks_for_more & Q(workshop__starts_at__lte=at)
            | is_news & Q(workshop__ends_at__lte=at)
        )

    def by_machine(self):
        """Those that wait for the mail server."""
        return self.unfinished().with_address() if is_sending() else self.none()

    def late(self, at=None):
        """Those that the mail server should have had a while ago."""
        return self.by_machine().filter(_is_late(at))

    def numbers_by_state_and_kind(self):
        """[(state, kind, how many, how many of them without an address)]"""
        numbers = self.order_by().values_list("state", "kind")
        return numbers.annotate(
            number=Count("pk"), without_address=Count("pk", filter=Q(recipient=""))
        )

    def work_by_workshop(self, at=None):
        """{pk of the workshop: {given_up, waiting, without_address, late}}, in one query.

        An address that a stranger mistyped is nobody's work.
        """
        mistyped = Q(kind=Message.Kind.REGISTRATION, state=Message.State.GIVEN_UP)
        counted = self.filter(state__in=[Message.State.QUEUED, Message.State.GIVEN_UP])
        counted = counted.exclude(mistyped)
        waiting = Q(state=Message.State.QUEUED)
        numbers = (
            counted.order_by()
            .values("workshop")
            .annotate(
                given_up=Count("pk", filter=Q(state=Message.State.GIVEN_UP)),
                waiting=Count("pk", filter=waiting),
                without_address=Count("pk", filter=waiting & Q(recipient="")),
                late=Count("pk", filter=waiting & ~Q(recipient="") & _is_late(at)),
            )
        )
        return {row.pop("workshop"): row for row in numbers}


def _is_late(at=None):
    """It should have gone a while ago, or has been tried in vain for so long."""
    limit = (at or timezone.now()) - LATE_AFTER
    untried = Q(attempts=0, next_attempt_at__lte=limit)
    return untried | Q(attempts__gt=0, created_at__lte=limit)


class Message(models.Model):
    """A mail of the outbox, written in the transaction that causes it.

    Text and links are erased once it is delivered, given up or superseded.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        REMINDER = "reminder", _("reminder")
        EXTENSION = "extension", _("more time")
        RECEIPT = "receipt", _("nomination received")
        RETURNED = "returned", _("nomination returned")
        DECISIONS = "decisions", _("decisions")
        SEAT = "seat", _("seat promised")
        ASK_AGAIN = "ask_again", _("answer or travel data missing")
        TRAVEL = "travel", _("what is missing from a delegation")
        CANCELLATION = "cancellation", _("cancellation")
        CHANGE = "change", _("changed dates or place")
        LETTER = "letter", _("message to a selection")
        REGISTRATION = "registration", _("registration to confirm")
        REGISTERED = "registered", _("registered already")
        CONTACT = "contact", _("contact details to confirm")
        ACCOUNT = "account", _("mail about an account")

    REMINDERS = {Kind.REMINDER, Kind.TRAVEL}
    # to an address that was typed into the form for anybody
    REGISTERING = {Kind.REGISTRATION, Kind.REGISTERED}

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Sent")
        SENT_BY_HAND = "by_hand", _("Sent by hand")
        GIVEN_UP = "given_up", _("Not delivered")
        SUPERSEDED = "superseded", _("Replaced by a later one")

    # their texts list the people of a delegation
    NAMING_PEOPLE = {Kind.RECEIPT, Kind.DECISIONS, Kind.TRAVEL}

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    # what may cause one message only; empty: may come again
    cause = models.CharField(max_length=120, editable=False, default="", blank=True)
    workshop = models.ForeignKey(
        Workshop, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    delegate = models.ForeignKey(
        Delegate, null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    recipient = models.EmailField(_("to"), blank=True)
    reply_to = models.EmailField(_("replies to"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    letter = models.ForeignKey(
        InvitationLetter,
        verbose_name=_("letter"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="messages",
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    message_id = models.CharField(
        max_length=120, unique=True, editable=False, default=new_message_id
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="message_by_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["cause"],
                condition=~Q(cause=""),
                name="message_once_per_cause",
                violation_error_code="cause",
                violation_error_message=_("This message is written already."),
            ),
            models.CheckConstraint(
                name="message_finished_without_text",
                condition=Q(state="queued", finished_at__isnull=True)
                | Q(finished_at__isnull=False, text="", subject=""),
                violation_error_code="text",
                violation_error_message=_("A message that is finished keeps no text."),
            ),
        ]

    def __str__(self):
        return self.subject or self.get_kind_display()

    @property
    def is_by_hand(self):
        """It waits for an organiser to hand it over, see by_hand()."""
        return self.state == self.State.QUEUED and not (self.recipient and is_sending())

    @property
    def state_text(self):
        """In our words; one that was retired is not always replaced by another."""
        if self.state == self.State.SUPERSEDED:
            return NOT_NEEDED
        return _("To be sent by hand") if self.is_by_hand else self.get_state_display()


class MessageTemplateQuerySet(models.QuerySet):
    def complete(self, kinds):
        """One of each kind that has a wording; those nobody has opened yet are made empty."""
        missing = set(kinds) - set(self.values_list("kind", flat=True))
        if missing:
            made = [MessageTemplate(kind=kind) for kind in kinds if kind in missing]
            self.bulk_create(made, ignore_conflicts=True)
        return self


class MessageTemplate(models.Model):
    """An organiser's own wording of one kind of message; what is empty says our wording."""

    kind = models.CharField(_("kind"), max_length=12, choices=Message.Kind, unique=True)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    text = models.TextField(_("text"), blank=True)

    objects = MessageTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of a message")
        verbose_name_plural = _("templates of messages")
        ordering = ["pk"]

    def __str__(self):
        return self.get_kind_display()
