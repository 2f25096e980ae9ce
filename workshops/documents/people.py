"""What papers say of a person: the name in two scripts, who sends them, their thematic track.

No paper names the sending body of a protected person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tools import languages, papers
from tools.languages import Translated
from workshops.documents.setting import TYPEFACES
from workshops.models import Consent, Delegate, Workshop
from workshops.models.delegate_queries import DelegateQuerySet

NOTHING = Translated("", "")
# Longer texts are cut, whatever was typed or imported: a paper has to hold them
LONGEST_NAME = 120
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Unprintable:
    """A person whose name has letters that our typefaces lack, and what is printed instead."""

    person: Delegate
    letters: str
    printed: str


def expected(workshop: Workshop) -> DelegateQuerySet:
    """Return those who hold a place in any role, loaded()."""
    return loaded(workshop.delegates.expected())


def loaded(people: DelegateQuerySet) -> DelegateQuerySet:
    """Return the people with all that papers say of them, in the same queries for any number."""
    return people.with_senders().select_related("assigned_track__topic").prefetch_related("days")


def consenting(workshop: Workshop, purpose: str) -> set[int]:
    """Return the keys of the people of a workshop whose consent to a purpose stands."""
    given = Consent.objects.given(purpose).filter(delegate__workshop=workshop)
    return set(given.values_list("delegate", flat=True))


def cut(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return the text in one line, with an ellipsis in place of what is too long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def names(person: Delegate, *, spoken: bool = False) -> tuple[str, str]:
    """Return the name as it is written, and as it is written otherwise, "" where that is the same.

    `spoken` prefers the name on the badge. Where our typefaces lack letters of it, the name in
    Latin letters stands in its place.
    """
    known = [person.badge_name if spoken else "", person.full_name, person.name_latin]
    written = [cut(name, LONGEST_NAME) for name in known if name.strip()]
    printable = [name for name in written if not papers.lacking(name, TYPEFACES)]
    first = next(iter(printable), written[0])
    latin = cut(person.name_latin, LONGEST_NAME)
    others = [name for name in (latin, *printable) if name in printable and name != first]
    return first, next(iter(others), "")


def unprintable(people: Iterable[Delegate]) -> list[Unprintable]:
    """Return whose names are not printed as they are written."""
    found = []
    for person in people:
        written = f"{person.badge_name} {person.full_name} {person.name_latin}"
        letters = papers.lacking(written, TYPEFACES)
        if letters:
            printed = papers.printed(names(person, spoken=True)[0], TYPEFACES)
            found.append(Unprintable(person, letters, printed))
    return found


def sending_body(person: Delegate) -> Translated:
    """Return who sends the person, in the active language; nothing of a protected person."""
    if person.is_protected:
        return NOTHING
    if person.delegation is None:
        return Translated(cut(person.affiliation), "")
    sender = person.delegation.sender
    name = languages.translated(sender, "name")
    return Translated(cut(name.text or sender.slug), name.language)


def track_label(person: Delegate) -> dict[str, str] | None:
    """Return the short name and colour of the assigned track, None without one."""
    track = person.assigned_track
    if track is None:
        return None
    short = languages.translated(track.topic, "short_name") if track.topic else NOTHING
    label = short if short.text else languages.translated(track, "title")
    colour = track.topic.colour if track.topic else ""
    return said(label, 60) | {"colour": colour}


def said(words: Translated, longest: int = LONGEST_TEXT) -> dict[str, Any]:
    """Return a text for a template, with the language that it is in."""
    return {"text": cut(words.text, longest), "language": words.language}
