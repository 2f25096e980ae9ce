"""Questions to the workshops, as sentences."""

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from partnerships.models import Municipality, SearchableQuerySet, written
from tools import languages
from workshops.models.status import OCCUPYING, Status

HOST = tuple(
    f"host_municipality__{column}"
    for column in ("slug", "country", *languages.columns("name"), "latitude", "longitude")
)
ON_CARD = (
    *("slug", "kind", "format", "publication", "host_municipality", *HOST),
    *("host_municipality__publication_policy", *languages.columns("title", "summary", "place")),
    *("starts_on", "ends_on", "starts_at", "ends_at", "timezone", "cancelled_at", "capacity"),
    *("languages_spoken", "languages_interpreted", "nomination_opens_at", "nomination_closes_at"),
)
NOT_ON_PAGE = (
    *("guidance", "costs", "search_key", "signatory", "signature", "on_duty_contact"),
    *("arrives_on", "departs_on", "travel_data_due_on", "funder_reference", "uid", "changed_at"),
    *languages.columns("host_municipality__summary", "host_municipality__situation_note"),
    *languages.columns("host_municipality__region"),
    *("host_municipality__search_key", "host_municipality__population_source"),
)


def has_place():
    """A condition: one knows where to go, or need not go anywhere."""
    return Q(format="online") | Q(host_municipality__isnull=False) | written("place")


class WorkshopQuerySet(SearchableQuerySet):
    def locked(self, pk):
        """The workshop with its row locked: every act on seats begins here.

        Rows that only name the workshop can be written meanwhile: its key does not change.
        """
        return self.select_for_update(no_key=True).get(pk=pk)

    def note_change(self):
        """Count a change of something that calendars show with the workshop, see SequenceField."""
        self.update(sequence=F("sequence") + 1, changed_at=timezone.now())

    def public(self):
        return self.filter(publication=self.model.Publication.PUBLISHED)

    def on(self, topic):
        """Those with a track on a topic."""
        return self.filter(pk__in=self.model.objects.filter(tracks__topic=topic).values("pk"))

    def drafts(self):
        return self.filter(publication=self.model.Publication.DRAFT)

    def upcoming(self, at=None):
        """Until the last day has ended in the workshop's own time zone; the next one first."""
        return self.filter(ends_at__gt=at or timezone.now()).order_by("starts_at", "pk")

    def past(self, at=None):
        """Ended, the latest first."""
        return self.filter(ends_at__lte=at or timezone.now()).order_by("-starts_at", "-pk")

    def told_apart(self, at=None):
        """Annotates is_past."""
        is_past = Q(ends_at__lte=at or timezone.now())
        return self.annotate(is_past=ExpressionWrapper(is_past, BooleanField()))

    def on_the_calendar(self, at=None):
        """A cancelled one stays until its planned end, so that subscribed calendars strike it."""
        return self.exclude(cancelled_at__isnull=False, ends_at__lte=at or timezone.now())

    def newest(self):
        """With first_public_at, when each was saved as published for the first time; the latest
        first. Left out: those whose history does not say so, and those entered when over."""
        published = self.model.history.filter(
            id=OuterRef("pk"), publication=self.model.Publication.PUBLISHED
        )
        first = published.order_by("history_date").values("history_date")[:1]
        known = self.annotate(first_public_at=Subquery(first))
        news = known.filter(first_public_at__lt=F("ends_at"))
        return news.order_by("-first_public_at", "-pk")

    def in_hand(self, at=None):
        """What organisers still work on: to come or running, drafts included, nothing put away."""
        return self.upcoming(at).exclude(publication=self.model.Publication.ARCHIVED)

    def beside(self, pk, at=None):
        """One workshop and all in hand, in the order of time: what the switcher offers."""
        in_hand = self.in_hand(at).values("pk")
        return self.filter(Q(pk=pk) | Q(pk__in=in_hand)).order_by("starts_at", "pk")

    def has_word(self, word, delegations=None):
        """By its own texts, its tracks and their topics, its host, the municipalities that send
        one of the delegations.

        The caller says which delegations the reader may know of: public ones on public pages.
        """
        on_track = Q(tracks__search_key__contains=word)
        on_topic = Q(tracks__topic__search_key__contains=word)
        with_track = self.model.objects.filter(on_track | on_topic)
        found = super().has_word(word) | Q(pk__in=with_track.values("pk"))
        public = Municipality.objects.public()
        municipalities = public.filter(public.has_word(word))
        found |= Q(host_municipality__in=municipalities)
        if delegations is None:
            return found
        sent_by = delegations.filter(workshop=OuterRef("pk"), municipality__in=municipalities)
        return found | Exists(sent_by)

    def with_seats(self):
        """Annotates seats_taken, which phase() reads; counted along an index, row by row."""
        taken = (
            self.model.objects.filter(
                pk=OuterRef("pk"), delegates__role="delegate", delegates__status__in=OCCUPYING
            )
            .order_by()
            .values("pk")
            .annotate(number=Count("delegates"))
        )
        return self.annotate(seats_taken=Coalesce(Subquery(taken.values("number")), 0))

    def for_cards(self):
        """With its host and what a card shows of both, and no other column."""
        return self.select_related("host_municipality").only(*ON_CARD)

    def for_page(self):
        """With its host, and without what its page does not show."""
        return self.select_related("host_municipality").defer(*NOT_ON_PAGE)

    def with_waiting(self):
        """Annotates someone_waits: on the waiting list, or as a substitute not yet decided on."""
        waits = Q(delegates__status=Status.WAITLISTED) | Q(
            delegates__status=Status.NOMINATED, delegates__is_substitute=True
        )
        here = self.model.objects.filter(waits, pk=OuterRef("pk"), delegates__role="delegate")
        return self.annotate(someone_waits=Exists(here))

    def offering_seats(self, at=None):
        """Those where a seat that is free goes to whoever registered and waits, until the start;
        someone waits, and a seat is free."""
        waits = Q(delegates__status=Status.WAITLISTED, delegates__delegation=None)
        here = self.model.objects.filter(waits, pk=OuterRef("pk"))
        free = Q(capacity=None) | Q(seats_taken__lt=F("capacity"))
        open_to_all = self.public().filter(has_open_registration=True, cancelled_at=None)
        return (
            open_to_all.with_seats()
            .filter(free, Exists(here), starts_at__gt=at or timezone.now())
            .order_by("pk")
        )

    def with_work(self, at=None):
        """Annotates what waits for an organiser: undecided, unanswered and overdue people, how many
        are coming, how many of them without a seat, how many have registered and wait for one, the
        first missed answer; the sending bodies that are not invited yet, that
        are in, that wait for an answer, and that are late."""
        at = at or timezone.now()
        undecided = Q(delegates__status=Status.NOMINATED)
        writing = Q(delegates__delegation__status__in=["drafting", "returned"])
        unanswered = Q(delegates__status=Status.ACCEPTED)
        coming = Q(delegates__status=Status.CONFIRMED)
        registered = Q(
            has_open_registration=True,
            delegates__delegation=None,
            delegates__role="delegate",
        )
        overdue = unanswered & Q(delegates__confirm_by__lte=at)
        return (
            self.with_seats()
            .with_waiting()
            .annotate(
                undecided=_people(undecided & ~writing),
                unanswered=_people(unanswered),
                overdue=_people(overdue),
                overdue_since=Min("delegates__confirm_by", filter=overdue),
                coming=_people(coming),
                coming_without_seat=_people(coming & ~Q(delegates__role="delegate")),
                registered_waiting=_people(registered & Q(delegates__status=Status.WAITLISTED)),
                senders_chosen=_delegations(Q(delegations__status="interested")),
                senders_in=_delegations(Q(delegations__status="accepted")),
                senders_waiting=_delegations(Q(delegations__status="submitted")),
                senders_late=_delegations(_is_late(at)),
            )
        )


def _people(condition):
    return Count("delegates", filter=condition, distinct=True)


def _delegations(condition):
    return Count("delegations", filter=condition, distinct=True)


def _is_late(at):
    """Still at work on its nomination after the time for it, which may be its own."""
    general = Q(nomination_closes_at__lte=at) | Q(nomination_closes_at=None, starts_at__lte=at)
    over = Q(delegations__extended_until__lte=at) | Q(delegations__extended_until=None) & general
    return over & Q(delegations__status__in=["invited", "drafting", "returned"])
