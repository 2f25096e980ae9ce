"""What workshops left behind, by kind, as pages show it."""

from dataclasses import dataclass

from tools import languages
from tools.languages import Translated
from workshops.models import Outcome, Workshop
from workshops.public.parts.tiles import NOTHING, Tile, municipality_tile


@dataclass(frozen=True)
class OutcomeRow:
    text: Translated
    municipality: Tile | None
    track: Translated
    workshop: Workshop
    title: Translated


def outcome_groups(outcomes):
    """[(kind in plain words, rows)] of outcomes loaded with_sources(), in the order of kinds."""
    groups = {kind: [] for kind in Outcome.Kind}
    for outcome in outcomes:
        if outcome.kind in groups:
            groups[outcome.kind].append(_row(outcome))
    return [(kind.label, rows) for kind, rows in groups.items() if rows]


def _row(outcome):
    municipality, track = outcome.municipality, outcome.track
    return OutcomeRow(
        text=languages.translated(outcome, "text"),
        municipality=municipality_tile(municipality) if municipality else None,
        track=languages.translated(track, "title") if track else NOTHING,
        workshop=outcome.workshop,
        title=languages.translated(outcome.workshop, "title"),
    )
