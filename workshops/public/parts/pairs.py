"""Partnerships as rows: who with whom, of what kind, since when, on which topics."""

from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from partnerships.models import Partnership, PartnershipMember, Topic
from partnerships.models.partnership import Precision
from tools import languages
from workshops.public.parts.cards import chip
from workshops.public.parts.tiles import municipality_tile

TONES = {
    Partnership.Status.PLANNED: ("neutral", "circle-dashed"),
    Partnership.Status.AGREED: ("info", "handshake"),
    Partnership.Status.ACTIVE: ("ok", "handshake"),
    Partnership.Status.PAUSED: ("warn", "hourglass"),
    Partnership.Status.ENDED: ("neutral", "archive"),
}


@dataclass(frozen=True)
class Pair:
    partnership: Partnership
    others: list
    is_of_several: bool
    chips: list
    tone: str
    icon: str

    @property
    def title(self):
        return languages.translated(self.partnership, "title")

    @property
    def summary(self):
        return languages.translated(self.partnership, "summary")

    @property
    def kind(self):
        return self.partnership.get_kind_display()

    @property
    def since(self):
        return known_date(self.partnership.started_on, self.partnership.started_precision)

    @property
    def until(self):
        return known_date(self.partnership.ended_on, self.partnership.ended_precision)


def pair_rows(partnerships):
    """Rows of partnerships loaded with_members(), by the names of their members."""
    rows = [_row(partnership, partnership.members.all()) for partnership in partnerships]
    return sorted(rows, key=by_names)


def read_pairs(partnerships, apart_from=None):
    """Rows of a queryset, by the names of their members, in two queries; perhaps without the one
    that the page is about."""
    found = {}
    for member in PartnershipMember.objects.of_all(partnerships):
        _partnership, members = found.setdefault(member.partnership_id, (member.partnership, []))
        members.append(member)
    own = [partnership for partnership, _members in found.values()]
    prefetch_related_objects(own, Prefetch("topics", Topic.objects.labels()))
    rows = [_row(partnership, members, apart_from) for partnership, members in found.values()]
    return sorted(rows, key=by_names)


def by_kind(pairs, names):
    """[(kind, [(pair, [(tile, country)])])] in the order of the kinds; `names` are CountryNames."""
    groups = {str(label): [] for label in Partnership.Kind.labels}
    for pair in pairs:
        members = [(tile, names.country(tile.country)) for tile, _place in pair.others]
        groups.setdefault(pair.kind, []).append((pair, members))
    return [(kind, rows) for kind, rows in groups.items() if rows]


def by_names(pair):
    language = languages.current_language()
    return [languages.sort_key(tile.name.text, language) for tile, _place in pair.others]


def known_date(date, precision):
    """A date as exactly as it is known: a year, a month or a day."""
    if date is None:
        return ""
    if precision == Precision.YEAR:
        return str(date.year)
    if precision == Precision.MONTH:
        return languages.format_month(date, languages.current_language())
    return languages.format_day(date, languages.current_language())


def _row(partnership, members, apart_from=None):
    tone, icon = TONES[partnership.status]
    others = [
        (municipality_tile(member.municipality), member.municipality)
        for member in members
        if member.municipality != apart_from
    ]
    chips = [chip(topic) for topic in partnership.topics.all()]
    return Pair(partnership, others, len(members) > 2, chips, tone, icon)
