"""The shield of a municipality that has no approved crest: drawn from its slug, always the same."""

from dataclasses import dataclass
from hashlib import sha256

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
    """What `_parts/_shield.html` draws: the field above, two colours, the first two letters."""

    pattern: str
    dark: str
    light: str
    initials: str


def shield(slug: str, name: str) -> Shield:
    """Pattern and colours follow from the slug alone, the letters from the name on the page."""
    digest = sha256(slug.encode()).digest()
    dark, light = TINCTURES[digest[1] % len(TINCTURES)]
    return Shield(PATTERNS[digest[0] % len(PATTERNS)], dark, light, _initials(name))


def _initials(name: str) -> str:
    letters = [sign for sign in name if sign.isalpha()][:2]
    return "".join(letters).capitalize()
