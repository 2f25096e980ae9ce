from collections import Counter
from dataclasses import dataclass

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from partnerships.models import Partnership, Topic
from tools import languages
from workshops.models import Outcome, ThematicTrack, Workshop, municipalities_on
from workshops.public.cities import topics_of_municipalities
from workshops.public.parts.cards import Chip, cards, chip, listed
from workshops.public.parts.countries import CountryNames
from workshops.public.parts.outcomes import outcome_groups
from workshops.public.parts.pairs import by_kind, pair_rows
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
    public = listed(Workshop.objects.public().filter(tracks__topic=topic).distinct(), at)
    ahead, behind = list(public.upcoming(at)), list(public.past(at)[:LATEST])
    shown = cards([*ahead, *behind], at)
    names = CountryNames()
    municipalities = list(municipalities_on(topic, at))
    allied = Partnership.objects.public().filter(topics=topic).with_members()
    context = {
        "topic": topic,
        "ahead": shown[: len(ahead)],
        "behind": shown[len(ahead) :],
        "outcomes": outcome_groups(Outcome.objects.public(at).filter(track__topic=topic)),
        "groups": by_country(map(municipality_tile, municipalities), names),
        "kinds": by_kind(pair_rows(allied), names),
        "footnotes": names.footnotes(municipality.country for municipality in municipalities),
    }
    return render(request, "workshops/public/topic_detail.html", context)


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
