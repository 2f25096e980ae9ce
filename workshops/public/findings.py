"""What the search finds, kind by kind: the best first, each hit with the reason why it is one."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from partnerships.models import Topic, plain_text
from tools import folding, languages
from tools.languages import Translated
from workshops.models import Delegation, Report, ThematicTrack, Workshop, public_municipalities
from workshops.public.parts.cards import public_host
from workshops.public.parts.countries import CountryNames

AROUND = 12


@dataclass(frozen=True)
class Hit:
    """Its name, a line that tells it from others, and [(label, text)] where the words stand."""

    name: Translated
    url: str
    line: Translated = Translated("", "")
    dates: tuple = ()
    reasons: tuple = ()


class Kind:
    """The rows of one kind that contain every word, in some language and spelling."""

    known = {}

    def __init__(self, words, at):
        self.words = words
        self.at = at

    @cached_property
    def rows(self):
        return self.ordered(self.queryset.matching(" ".join(self.words), **self.known))

    @cached_property
    def pks(self):
        return {row.pk for row in self.rows}

    def numbers_without_a_word(self):
        return self.queryset.numbers_without(self.words, **self.known)

    def ordered(self, rows):
        """By the alphabet, those first whose name contains the words."""
        language = languages.current_language()
        names = {row: languages.translated(row, self.name_field).text for row in rows}
        return sorted(
            rows,
            key=lambda row: (
                occurring(self.words, names[row]) < set(self.words),
                languages.sort_key(names[row], language),
            ),
        )

    def hit(self, row, candidates, **shown):
        name = languages.translated(row, self.name_field)
        found = reasons(self.words, name, candidates)
        return Hit(name, row.get_absolute_url(), reasons=found, **shown)


class Municipalities(Kind):
    key = "cities"
    label = _("Municipalities")
    icon = "landmark"
    name_field = "name"

    @property
    def queryset(self):
        return public_municipalities(self.at)

    def hits(self, rows):
        countries = CountryNames()
        prefetch_related_objects(rows, "spellings")
        return [
            self.hit(row, self.candidates(row), line=countries.name(row.country)) for row in rows
        ]

    def candidates(self, municipality):
        yield from in_each_language(_("Name"), municipality, "name")
        native = Translated(municipality.native_name, municipality.native_language)
        yield _("Local name"), native, native.text
        for spelling in municipality.spellings.all():
            yield spelling.get_kind_display(), Translated(spelling.text, ""), spelling.text


class Workshops(Kind):
    key = "workshops"
    label = _("Workshops")
    icon = "calendar-days"
    name_field = "title"

    def __init__(self, words, at, municipalities):
        super().__init__(words, at)
        self.municipalities = municipalities

    @property
    def queryset(self):
        return Workshop.objects.public().select_related("host_municipality")

    @cached_property
    def delegations(self):
        return Delegation.objects.public(self.at)

    @property
    def known(self):
        return {"delegations": self.delegations}

    def ordered(self, rows):
        """The next ones first, then the past ones from the latest on."""
        ahead = [row for row in rows if row.ends_at > self.at]
        behind = [row for row in rows if row.ends_at <= self.at]
        ahead.sort(key=lambda row: row.starts_at)
        return ahead + sorted(behind, key=lambda row: row.starts_at, reverse=True)

    def hits(self, rows):
        sent = self.delegations.of_municipalities().filter(workshop__in=rows)
        senders = grouped(sent.select_related("municipality"))
        tracks = grouped(ThematicTrack.objects.filter(workshop__in=rows).select_related("topic"))
        return [
            self.hit(
                row,
                self.candidates(row, tracks.get(row.pk, ()), senders.get(row.pk, ())),
                line=Translated(capfirst(row.get_kind_display()), ""),
                dates=(row.starts_on, row.ends_on),
            )
            for row in rows
        ]

    def candidates(self, workshop, tracks, senders):
        yield from in_each_language(_("Title"), workshop, "title")
        yield from in_each_language(_("Place"), workshop, "place")
        for track in tracks:
            yield _("Thematic track"), languages.translated(track, "title"), track.search_key
            if topic := track.topic:
                yield _("Topic"), languages.translated(topic, "name"), topic.search_key
        places = [sender.municipality for sender in senders]
        if host := public_host(workshop):
            places.append(host)
        for place in places:
            is_found = place.pk in self.municipalities.pks
            key = " ".join(self.words) if is_found else place.search_key
            yield _("Municipality"), languages.translated(place, "name"), key
        yield from in_each_language(_("Text"), workshop, "summary")
        yield from in_each_language(_("Text"), workshop, "description")


class Topics(Kind):
    key = "topics"
    label = _("Topics")
    icon = "tag"
    name_field = "name"

    @property
    def queryset(self):
        return Topic.objects.all()

    def hits(self, rows):
        return [self.hit(row, self.candidates(row)) for row in rows]

    def candidates(self, topic):
        yield from in_each_language(_("Name"), topic, "name")
        yield from in_each_language(_("Name"), topic, "short_name")
        yield from in_each_language(_("Text"), topic, "description")


class Reports(Kind):
    key = "reports"
    label = _("Reports")
    icon = "newspaper"
    name_field = "headline"

    @property
    def queryset(self):
        return Report.objects.public(self.at)

    def ordered(self, rows):
        return list(rows.latest_first())

    def hits(self, rows):
        return [
            self.hit(row, self.candidates(row), dates=(row.published_on, row.published_on))
            for row in rows
        ]

    def candidates(self, report):
        yield from in_each_language(_("Headline"), report, "headline")
        yield from in_each_language(_("Kicker"), report, "kicker")
        yield from in_each_language(_("Text"), report, "body")


def reasons(words, name, candidates):
    """[(label, excerpt)] of the first texts in which the words stand that the name lacks.

    A candidate is its label, the text to show, and the text or key in which the words are sought.
    """
    missing = set(words) - occurring(words, name.text)
    found = []
    for label, text, key in candidates:
        if not missing:
            break
        if here := occurring(missing, key):
            found.append((label, excerpt(text, here)))
            missing -= here
    return tuple(found)


def occurring(words, text):
    """The words that occur in a text of any spelling."""
    key = folding.fold(text)
    return {word for word in words if word in key}


def excerpt(text, words):
    """A long text around the first place where one of the words stands."""
    tokens = text.text.split()
    at = next((number for number, token in enumerate(tokens) if occurring(words, token)), 0)
    first, last = max(0, at - AROUND), at + AROUND + 1
    shown = " ".join(tokens[first:last])
    before, after = ("… " if first else ""), (" …" if last < len(tokens) else "")
    return Translated(f"{before}{shown}{after}", text.language)


def in_each_language(label, instance, field):
    """Candidates of a translated field, that of the page's language first."""
    for code in languages.fallback_chain(languages.current_language()):
        text = plain_text(instance, f"{field}_{code}")
        yield label, Translated(text, code), text


def grouped(parts):
    """{workshop: its parts in order}"""
    groups = {}
    for part in parts:
        groups.setdefault(part.workshop_id, []).append(part)
    return groups
