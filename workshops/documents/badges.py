"""Name badges: A4 sheets to cut, two scripts, a QR code that holds the random reference alone."""

import datetime
import io
from collections.abc import Collection, Sequence
from typing import Any

import segno
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from tools import languages
from workshops.documents import people as on_paper
from workshops.documents.setting import HERE, paper
from workshops.models import Delegate, Workshop

# those for clips and those that hang from the neck; badges.typ knows their measures
SIZES = ("90x55", "a6")
LONGEST_TITLE = 90


def pdf(
    workshop: Workshop,
    people: Sequence[Delegate],
    language: str,
    *,
    at: datetime.datetime,
    size: str = SIZES[0],
    without_photos: Collection[int] = (),
) -> bytes:
    """Return a sheet after the other, the badges in the order of the people.

    `people` are those of people.expected(); `without_photos` are the keys of those whose badge says
    that they are not photographed.
    """
    with override(language):
        data = {
            "title": _("Name badges"),
            "language": language,
            "size": size,
            "workshop": on_paper.said(languages.translated(workshop, "title"), LONGEST_TITLE),
            "no_photos": _("No photos"),
            "qr": _("QR code"),
            "badges": [_badge(person, person.pk in without_photos) for person in people],
        }
    pictures = {f"{person.reference}.svg": _qr(person.reference) for person in people}
    pictures["no-photos.svg"] = (HERE / "no-photos.svg").read_bytes()
    return paper("badges", data, at=at, pictures=pictures)


def _badge(person: Delegate, is_without_photos: bool) -> dict[str, Any]:
    name, other_name = on_paper.names(person, spoken=True)
    return {
        "name": name,
        "other_name": other_name,
        "sender": on_paper.said(on_paper.sending_body(person)),
        "role": capfirst(person.get_role_display()),
        "track": on_paper.track_label(person),
        "without_photos": is_without_photos,
        "reference": person.reference,
    }


def _qr(reference: str) -> bytes:
    picture = io.BytesIO()
    code = segno.make(reference, error="m", micro=False)
    code.save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue()
