"""Questions to the people of workshops, as sentences."""

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, Max, OuterRef, Q, Subquery

from partnerships.models import InReadersLanguage, Municipality
from tools import folding
from workshops.models.delegation import Delegation
from workshops.models.status import LIVING, OCCUPYING, Status
from workshops.models.workshop import Workshop

_PROTECTING = [Municipality.PublicationPolicy.NO_PEOPLE, Municipality.PublicationPolicy.HIDDEN]


def is_protected():
    """Themselves, or all people of their municipality. The strictest rule wins: a policy that was
    tightened later protects people nominated before.

    Delegations are few: they are looked up, not joined to each of many people.
    """
    protecting = Delegation.objects.filter(
        Q(municipality__publication_policy__in=_PROTECTING)
        | Q(organisation__municipality__publication_policy__in=_PROTECTING)
    )
    return Q(protected=True) | Q(delegation__in=protecting)


def key_of_email(email):
    """By which an address is found again, however it is typed."""
    return email.strip().casefold()


class DelegateQuerySet(models.QuerySet):
    def occupying(self):
        """Those who hold a seat: accepted or confirmed, and no expert, interpreter or guest."""
        return self.filter(role=self.model.Role.DELEGATE, status__in=OCCUPYING)

    def expected(self):
        """Those who hold a place in any role: confirmed, or promised a seat."""
        return self.filter(status__in=OCCUPYING)

    def on_the_sheet(self):
        """Those whose signature is asked for: expected on site, or seen or signed already."""
        signs = apps.get_model("workshops", "Attendance").objects.filter(delegate=OuterRef("pk"))
        on_site = Q(attendance_mode=self.model.AttendanceMode.ONSITE)
        return self.filter(Q(status__in=OCCUPYING) & on_site | Exists(signs))

    def undecided(self):
        """Nominated, and not on a list that the sending body is still writing."""
        nominated = self.filter(status=Status.NOMINATED)
        return nominated.exclude(delegation__status__in=Delegation.WRITING)

    def expired(self, at):
        """Accepted, but the time to answer is over."""
        return self.filter(status=Status.ACCEPTED, confirm_by__lte=at)

    def self_registered(self):
        """Nobody sends them: what is due happens to them by itself."""
        return self.filter(delegation=None, workshop__has_open_registration=True)

    def waiting_alone(self):
        """On the waiting list, and nobody sends them."""
        return self.filter(delegation=None, role=self.model.Role.DELEGATE, status=Status.WAITLISTED)

    def known_by(self, email):
        """Who has this address and may not register with it: living, or not selected before."""
        known = self.filter(email_key=key_of_email(email))
        return known.exclude(status=Status.WITHDRAWN)

    def with_protection(self):
        """Annotates is_guarded: what is_protected says, without reading the sender."""
        return self.annotate(is_guarded=ExpressionWrapper(is_protected(), models.BooleanField()))

    def in_line(self):
        """Nobody sends them and they wait for a seat, in the order in which they came to wait; who
        has no e-mail address could not be told, and is left to the organisers."""
        waiting = Q(status_changes__to_status=Status.WAITLISTED)
        return (
            self.waiting_alone()
            .exclude(email_key="")
            .annotate(waits_since=Max("status_changes__changed_at", filter=waiting))
            .order_by("waits_since", "pk")
        )

    def public(self, at=None, delegations=None):
        """Those who may be named on public pages: they come, their delegation is public, they
        consented to it, and neither they nor their municipality is protected.

        `delegations`: the public ones, where the page has asked for them already.
        """
        if delegations is None:
            delegations = Delegation.objects.public(at)
        coming = self.filter(status=Status.CONFIRMED, delegation__in=delegations)
        return coming.consenting("public_name").unprotected()

    def consenting(self, purpose):
        """Those whose consent to a purpose stands."""
        consents = apps.get_model("workshops", "Consent").objects.given(purpose)
        return self.filter(Exists(consents.filter(delegate=OuterRef("pk"))))

    def on_site(self):
        """Those who come to the place itself, as travel.is_on_site says it of one person."""
        online = Q(attendance_mode=self.model.AttendanceMode.ONLINE)
        return self.exclude(online | Q(workshop__format=Workshop.Format.ONLINE))

    def wanting_a_bed(self):
        return self.filter(needs__night_from__isnull=False).exclude(needs__room="none")

    def unprotected(self):
        """Those who may stand in an ordinary list: neither they nor their city are protected."""
        return self.exclude(is_protected())

    def protected(self):
        return self.filter(is_protected())

    def matching(self, text):
        """By name in either script, e-mail, employer, position, reference or municipality."""
        words = folding.words(text)
        if not words:
            return self.none() if text.strip() else self
        own = Q()
        for word in words:
            own &= Q(search_key__contains=word)
        municipality = Municipality.objects.matching(text).filter(
            delegations=OuterRef("delegation")
        )
        return self.filter(own | Exists(municipality))

    def numbers_by_status(self):
        """{status: (people, protected among them)}; statuses nobody has are left out."""
        counted = (
            self.order_by()
            .values("status")
            .annotate(people=Count("pk"), protected_people=Count("pk", filter=is_protected()))
        )
        return {row["status"]: (row["people"], row["protected_people"]) for row in counted}

    def tally(self):
        """How many living people there are by delegation, status, whether they are substitutes,
        and track: few rows of many people."""
        by = ("workshop_id", "delegation_id", "status", "is_substitute", "assigned_track_id")
        living = self.filter(status__in=LIVING).order_by()
        return living.values(*by).annotate(number=Count("pk"))

    def waiting(self):
        """On the waiting list, and substitutes: who is next when a seat becomes free."""
        is_next = Q(status=Status.NOMINATED, is_substitute=True)
        return self.filter(is_next | Q(status=Status.WAITLISTED))

    def in_track(self, track):
        """Assigned to it, or with the first wish for it and not assigned yet."""
        return self.filter(Q(assigned_track=track) | Q(assigned_track=None, track_wish_1=track))

    def by_sender(self):
        """Grouped by sending body: municipalities, then organisations, then people without one;
        each by name in the reader's language."""
        bodies = ("delegation__municipality", "delegation__organisation")
        return self.order_by(
            *(InReadersLanguage(f"{body}__name").asc(nulls_last=True) for body in bodies),
            "delegation_id",
            "rank",
            "family_name",
            "given_name",
            "pk",
        )

    def by_name(self):
        return self.order_by("family_name", "given_name", "pk")

    def with_days(self, days):
        """Annotates on_day_<pk> for each of the days: a long list needs no query per person."""
        chosen = self.model.days.through.objects.filter(delegate=OuterRef("pk"))
        return self.annotate(
            **{f"on_day_{day.pk}": Exists(chosen.filter(workshopday=day)) for day in days}
        )

    def with_nominated_at(self):
        """Annotates when each was nominated, the last time if more than once."""
        nominated = self.model.objects.filter(
            pk=OuterRef("pk"), status_changes__to_status=Status.NOMINATED
        )
        last = nominated.order_by("-status_changes__changed_at")
        return self.annotate(nominated_at=Subquery(last.values("status_changes__changed_at")[:1]))

    def with_senders(self):
        return self.select_related(
            "workshop",
            "delegation__municipality",
            "delegation__organisation__municipality",
            "assigned_track",
            "track_wish_1",
            "track_wish_2",
        )
