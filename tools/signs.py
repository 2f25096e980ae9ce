"""Signs that a reader cannot see: they turn names around, hide in them or break lines."""

import unicodedata

# control, format (bidi, zero-width), surrogates, private use, separators of lines and paragraphs
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
# letters and marks that draw nothing
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def hidden_sign(text: str) -> str:
    """Return the code of the first sign that cannot be seen, as "U+202E", or ""."""
    for sign in text:
        if sign in _BLANK or unicodedata.category(sign) in _HIDDEN:
            return f"U+{ord(sign):04X}"
    return ""


def is_latin(text: str) -> bool:
    """Say whether every letter of a text is a Latin one; accents, blanks and signs do not count."""
    return all("LATIN" in unicodedata.name(sign, "") for sign in text if sign.isalpha())
