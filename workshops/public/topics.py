from collections import Counter
from dataclasses import dataclass

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from partnerships.models import Partnership, Topic
from tools import languages
from workshops.models import Delegation, Outcome, ThematicTrack, Workshop
from workshops.public.cities import topics_of_municipalities
from workshops.public.parts.cards import Chip, cards, chip, listed, senders_of
from workshops.public.parts.countries import CountryNames
from workshops.public.parts.outcomes import outcome_groups
from workshops.public.parts.pairs import by_kind, read_pairs
from workshops.public.parts.tiles import by_country, municipality_tile
from workshops.public.policy import open_to_all

SHOWN = 3
LATEST = 20


@dataclass(frozen=True)
class TopicRow:
    """A topic with what the site has on it; `workshops` are the latest ones."""

    chip: Chip
    name: languages.Translated
    workshops: list
    ahead: int
    behind: int
    municipalities: int

    @property
    def is_in_use(self):
        return bool(self.workshops or self.municipalities)


@open_to_all
def topic_list(request):
    at = timezone.now()
    public = Workshop.objects.public()
    upcoming = set(public.upcoming(at).values_list("pk", flat=True))
    meetings = workshops_by_topic(public)
    taking_part = Counter(
        topic for topics in topics_of_municipalities(at).values() for topic in topics
    )
    rows = [
        topic_row(topic, meetings.get(topic.pk, []), upcoming, taking_part[topic.pk])
        for topic in Topic.objects.all()
    ]
    language = languages.current_language()
    rows.sort(key=lambda row: languages.sort_key(row.name.text, language))
    context = {
        "rows": [row for row in rows if row.is_in_use],
        "others": [row for row in rows if not row.is_in_use],
    }
    return render(request, "workshops/public/topic_list.html", context)


@open_to_all
def topic_detail(request, slug):
    at = timezone.now()
    topic = get_object_or_404(Topic, slug=slug)
    senders = senders_of(Delegation.objects.public(at).on(topic))
    ahead, behind = workshops_on(topic, at, senders)
    pairs = read_pairs(Partnership.objects.public().filter(topics=topic))
    outcomes = Outcome.objects.public(at).filter(track__topic=topic).with_sources()
    names = CountryNames()
    municipalities = taking_part(senders, pairs)
    context = {
        "topic": topic,
        "ahead": ahead,
        "behind": behind,
        "outcomes": outcome_groups(outcomes),
        "groups": by_country(map(municipality_tile, municipalities), names),
        "kinds": by_kind(pairs, names),
        "footnotes": names.footnotes(municipality.country for municipality in municipalities),
    }
    return render(request, "workshops/public/topic_detail.html", context)


def workshops_on(topic, at, senders):
    """(cards ahead, cards behind): all that are to come, the latest that are over."""
    public = Workshop.objects.public().on(topic)
    latest = public.past(at)[:LATEST].values("pk")
    shown = listed(public, at).filter(Q(ends_at__gt=at) | Q(pk__in=latest))
    ahead = list(shown.order_by("starts_at", "pk"))
    found = cards(ahead, at, senders=senders)
    behind = [card for card in reversed(found) if card.workshop.ends_at <= at]
    return [card for card in found if card.workshop.ends_at > at], behind


def taking_part(senders, pairs):
    """The municipalities that publicly send someone, or are partners, each once."""
    sending = [municipality for each in senders.values() for municipality in each]
    allied = [municipality for pair in pairs for _tile, municipality in pair.others]
    found = {municipality.slug: municipality for municipality in (*sending, *allied)}
    return [found[slug] for slug in sorted(found)]


def workshops_by_topic(public):
    """{topic: public workshops with a track on it, the latest first}"""
    found = {}
    tracks = ThematicTrack.objects.filter(workshop__in=public).select_related("workshop")
    for track in sorted(tracks, key=lambda track: track.workshop.starts_at, reverse=True):
        workshops = found.setdefault(track.topic_id, [])
        if track.workshop not in workshops:
            workshops.append(track.workshop)
    return found


def topic_row(topic, workshops, upcoming, municipalities):
    ahead = sum(workshop.pk in upcoming for workshop in workshops)
    return TopicRow(
        chip=chip(topic),
        name=languages.translated(topic, "name"),
        workshops=workshops[:SHOWN],
        ahead=ahead,
        behind=len(workshops) - ahead,
        municipalities=municipalities,
    )
