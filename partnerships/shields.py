"""The shield of a municipality: its crest, or one drawn from its slug, always the same."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.template import Library
from django.utils.safestring import SafeString

from partnerships.models import Picture
from tools import formats

register = Library()

PATTERNS = ("wave", "chevrons", "fields", "lozenges", "pales", "crenels", "bends")
TINCTURES = (
    ("#0B5A54", "#D8EAE6"),
    ("#7A3B69", "#F3E2ED"),
    ("#8A5300", "#F9E8CB"),
    ("#1B4F8A", "#DDE8F6"),
    ("#2C6632", "#DEEEDC"),
    ("#8F3A1E", "#F7E1D8"),
    ("#3E4A6B", "#E1E5F0"),
)


@dataclass(frozen=True)
class Shield:
    """What a page shows: the crest, else what `_parts/_shield.html` draws: the field above, two
    colours, the first two letters."""

    pattern: str
    dark: str
    light: str
    initials: str
    crest: Picture | None = None


@register.simple_tag(name="shield")
def shown(shield: Shield, size: str) -> SafeString:
    """The crest or the drawn shield; `size` is a class of the stylesheet or ""."""
    if shield.crest:
        return formats.drawn("_parts/_crest.html", crest=shield.crest, size=size)
    return formats.drawn("_parts/_shield.html", shield=shield, size=size)


@lru_cache(maxsize=4096)
def shield(slug: str, name: str, crest: Picture | None = None) -> Shield:
    """Pattern and colours follow from the slug alone, the letters from the name on the page."""
    digest = sha256(slug.encode()).digest()
    dark, light = TINCTURES[digest[1] % len(TINCTURES)]
    return Shield(PATTERNS[digest[0] % len(PATTERNS)], dark, light, _initials(name), crest)


def _initials(name: str) -> str:
    letters = [sign for sign in name if sign.isalpha()][:2]
    return "".join(letters).capitalize()
