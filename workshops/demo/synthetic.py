"""An invented database of size, always the same, to measure speed with; nothing in it is real.

Rows that derive fields are saved one by one. Delegations, delegates and their history are written
in bulk, because the verbs of registration would take minutes for so many: each row is what the
verbs would have left, and a test holds every step against the table of transitions.
"""

import datetime
from itertools import islice, product

from django.db import transaction

from partnerships.models import Municipality, Partnership, PartnershipMember, Topic
from tools import folding
from workshops.demo import topics
from workshops.models import (
    Delegate,
    Delegation,
    Report,
    Session,
    Status,
    StatusChange,
    ThematicTrack,
    Workshop,
)

WORKSHOPS, MUNICIPALITIES, DELEGATES, PARTNERSHIPS = 200, 1_000, 10_000, 300
SENDERS, TRACKS, LEAST_SEATS = 15, 3, 60
LARGE_SENDERS, BATCH = 199, 5_000  # without a factor in common with the number of statuses
FIRST_DAY = datetime.date(2011, 1, 10)
SPAN = 5_400  # days from the first workshop to the last, however many there are
COUNTRIES = ("DE", "UA", "XK", "AL", "PL", "RO", "MD", "FR", "RS", "BA")
# Ten times ten times ten names, in Latin and in Cyrillic letters
SYLLABLES = (
    "Nor:Нор Vel:Вел Kam:Кам Lud:Луд Ros:Рос Tir:Тир Ost:Ост Bra:Бра Mel:Мел Zan:Зан",
    "ba:ба de:де gi:гі lo:ло mu:му na:на pe:пе ri:рі so:со tu:ту",
    "dorf:дорф feld:фельд grad:град hafen:гафен in:ін ow:ов sten:стен tal:таль una:уна wik:вік",
)
TITLES = {
    "de": "Musterwerkstatt {} der Gemeinden",
    "en": "Sample workshop {} of municipalities",
    "uk": "Зразковий воркшоп громад {}",
    "sq": "Punëtoria shembull {} e komunave",
}
SUMMARY = {
    "de": "Erfundene Gemeinden planen erfundene Vorhaben, damit die Seite gemessen werden kann.",
    "en": "Invented municipalities plan invented projects, so that the site can be measured.",
    "uk": "Вигадані громади планують вигадані проєкти, щоб можна було виміряти сайт.",
    "sq": "Komuna të shpikura planifikojnë projekte të shpikura, që faqja të mund të matet.",
}
# One day: (kind, from, to, whether each track has its own)
DAY = (
    (Session.Kind.PLENARY, "09:00", "10:00", False),
    (Session.Kind.TALK, "10:00", "11:00", False),
    (Session.Kind.BREAK, "11:00", "11:30", False),
    (Session.Kind.GROUP_WORK, "11:30", "13:00", True),
    (Session.Kind.BREAK, "13:00", "14:00", False),
    (Session.Kind.GROUP_WORK, "14:00", "16:00", True),
    (Session.Kind.PLENARY, "16:00", "17:00", False),
)
# How each status was reached; most are coming
PATHS = {
    Status.CONFIRMED: (Status.NOMINATED, Status.ACCEPTED, Status.CONFIRMED),
    Status.WAITLISTED: (Status.NOMINATED, Status.WAITLISTED),
    Status.WITHDRAWN: (Status.NOMINATED, Status.WITHDRAWN),
}
STATUSES = (*[Status.CONFIRMED] * 8, Status.WAITLISTED, Status.WITHDRAWN)


@transaction.atomic
def load(workshops=WORKSHOPS, people=DELEGATES):
    """Into an empty database; returns how much of each there is."""
    topics.load()
    places = _municipalities()
    _partnerships(places)
    days_between = SPAN // workshops
    capacity = max(LEAST_SEATS, people // workshops)
    held = [
        _workshop(number, places, number * days_between, capacity) for number in range(workshops)
    ]
    _sessions(held, _tracks(held))
    _delegates(_delegations(held, places), people)
    models = (Workshop, Municipality, Delegate, Session, Partnership)
    return {model._meta.model_name: model.objects.count() for model in models}


def large_slug(people):
    return f"sample-of-{people}"


@transaction.atomic
def load_large(people):
    """One more workshop, over and with so many people in it: delegations whose seats are all
    but taken, wishes, days, phone numbers and positions, as the lists show them."""
    places = list(Municipality.objects.order_by("pk")[:LARGE_SENDERS])
    workshop = _workshop(Workshop.objects.count(), places, SPAN, None)
    Workshop.objects.filter(pk=workshop.pk).update(slug=large_slug(people))
    holders = STATUSES.count(Status.CONFIRMED) * people // (len(STATUSES) * len(places)) + 1
    tracks = _tracks([workshop])[workshop.pk]
    delegations = Delegation.objects.bulk_create(
        Delegation(
            workshop=workshop,
            municipality=place,
            status=Delegation.Status.ACCEPTED,
            quota=holders,
        )
        for place in places
    )
    first_day = workshop.days.first()
    before = Delegate.objects.count()
    chosen = Delegate.days.through
    for begin in range(0, people, BATCH):
        numbers = range(begin, min(begin + BATCH, people))
        crowd = [
            _delegate(before + number, delegations[number % len(places)]) for number in numbers
        ]
        for number, person in zip(numbers, crowd, strict=True):
            _detail(person, number, tracks)
        Delegate.objects.bulk_create(crowd)
        chosen.objects.bulk_create(
            chosen(delegate=person, workshopday=first_day) for person in crowd[::2]
        )


def _detail(person, number, tracks):
    person.name_latin = f"Sample {person.family_name}"
    person.position = "Head of the department of sample affairs"
    person.employer = "Sample city council"
    person.phone = f"+00 000 {number:07d}"
    person.language = tuple(TITLES)[number % len(TITLES)]
    person.languages_spoken = ("uk", "en")
    person.assigned_track = tracks[number % len(tracks)]
    person.track_wish_1 = tracks[(number + 1) % len(tracks)]


def _municipalities():
    pairs = [[syllable.split(":") for syllable in line.split()] for line in SYLLABLES]
    places = []
    for number, syllables in enumerate(islice(product(*pairs), MUNICIPALITIES)):
        latin, cyrillic = ("".join(parts) for parts in zip(*syllables, strict=True))
        country = COUNTRIES[number % len(COUNTRIES)]
        is_cyrillic = country == "UA"
        place = Municipality(
            slug=latin.lower(),
            country=country,
            name_de=latin,
            name_en=latin,
            name_uk=cyrillic,
            name_sq=latin,
            native_name=cyrillic if is_cyrillic else latin,
            native_language="uk" if is_cyrillic else "de",
            latitude=44 + number % 80 / 10,
            longitude=6 + number % 300 / 10,
        )
        place.save()
        places.append(place)
    return places


def _partnerships(places):
    partnerships = Partnership.objects.bulk_create(
        Partnership(
            kind=Partnership.Kind.values[number % len(Partnership.Kind.values)],
            status=Partnership.Status.ACTIVE,
            started_on=datetime.date(1990 + number % 30, 1, 1),
            started_precision="year",
        )
        for number in range(PARTNERSHIPS)
    )
    PartnershipMember.objects.bulk_create(
        PartnershipMember(
            partnership=partnership,
            municipality=places[(number * 3 + position * 501) % len(places)],
            position=position,
        )
        for number, partnership in enumerate(partnerships)
        for position in range(2)
    )


def _workshop(number, places, days_later, capacity):
    starts_on = FIRST_DAY + datetime.timedelta(days=days_later)
    workshop = Workshop.objects.create(
        slug=f"sample-{number + 1}",
        kind=Workshop.Kind.values[number % len(Workshop.Kind.values)],
        format=Workshop.Format.values[number % len(Workshop.Format.values)],
        starts_on=starts_on,
        ends_on=starts_on + datetime.timedelta(days=1),
        host_municipality=places[number * 7 % len(places)],
        languages_spoken=["en", "de"],
        languages_interpreted=["uk"],
        capacity=capacity,
        publication=Workshop.Publication.PUBLISHED,
        **{f"title_{code}": title.format(number + 1) for code, title in TITLES.items()},
        **{f"summary_{code}": summary for code, summary in SUMMARY.items()},
    )
    workshop.fit_days()
    if number % 3 == 0:
        Report.objects.create(
            workshop=workshop,
            slug=workshop.slug,
            published_on=workshop.ends_on,
            **{f"headline_{code}": title.format(number + 1) for code, title in TITLES.items()},
        )
    return workshop


def _tracks(workshops):
    """{workshop: its tracks}"""
    known = list(Topic.objects.all())
    tracks = {}
    for number, workshop in enumerate(workshops):
        chosen = (known[(number + step * 5) % len(known)] for step in range(TRACKS))
        tracks[workshop.pk] = [
            ThematicTrack.objects.create(
                workshop=workshop,
                slug=f"track-{position}",
                position=position,
                topic=topic,
                **{f"title_{code}": getattr(topic, f"name_{code}") for code in TITLES},
            )
            for position, topic in enumerate(chosen, start=1)
        ]
    return tracks


def _sessions(workshops, tracks):
    Session.objects.bulk_create(
        Session(
            workshop=workshop,
            track=track,
            kind=kind,
            starts_at=_moment(date, begins, workshop),
            ends_at=_moment(date, ends, workshop),
            **{f"title_{code}": title.format(begins) for code, title in TITLES.items()},
        )
        for workshop in workshops
        for date in workshop.dates
        for kind, begins, ends, is_parallel in DAY
        for track in (tracks[workshop.pk] if is_parallel else [None])
    )


def _moment(date, time, workshop):
    return datetime.datetime.combine(date, datetime.time.fromisoformat(time), workshop.zone)


def _delegations(workshops, places):
    return Delegation.objects.bulk_create(
        Delegation(
            workshop=workshop,
            municipality=places[(number * SENDERS + position) % len(places)],
            status=Delegation.Status.ACCEPTED,
        )
        for number, workshop in enumerate(workshops)
        for position in range(SENDERS)
    )


def _delegates(delegations, people):
    delegates = Delegate.objects.bulk_create(
        [_delegate(number, delegations[number % len(delegations)]) for number in range(people)],
        BATCH,
    )
    StatusChange.objects.bulk_create(
        StatusChange(delegate=delegate, from_status=before, to_status=after)
        for delegate in delegates
        for before, after in zip(
            ("", *PATHS[delegate.status]), PATHS[delegate.status], strict=False
        )
    )


def _delegate(number, delegation):
    given_name, family_name = "Sample", f"Person {number + 1}"
    email = f"person{number + 1}@example.org"
    return Delegate(
        workshop_id=delegation.workshop_id,
        delegation=delegation,
        reference=f"{number:08d}",
        given_name=given_name,
        family_name=family_name,
        email=email,
        email_key=email,
        search_key=folding.fold(f"{given_name} {family_name} {email}"),
        status=STATUSES[number % len(STATUSES)],
    )
