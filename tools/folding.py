"""Text -> search key, the same for every spelling habit, alphabet and keyboard."""

import unicodedata

from anyascii import anyascii

from tools.signs import is_latin

# the apostrophe signs people type; ´ must go before NFKC, which makes it a blank plus an accent
_APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ‘`´ʹ′ʻ‛＇"))

# Romanisation of Ukrainian, Cabinet of Ministers resolution no. 55 of 27 January 2010
_CYRILLIC = "а б в г ґ д е є  ж  з и і ї й к л м н о п р с т у ф х  ц  ч  ш  щ    ю  я"
_ROMANISED = "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch iu ia"
_UKRAINIAN = dict(zip(_CYRILLIC.split(), _ROMANISED.split(), strict=True)) | {"ь": ""}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_AT_WORD_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def fold(text: str) -> str:
    """Return the search key of a text: a-z, 0-9 and single blanks; folding twice changes nothing.

    Ukrainian is romanised by KMU 55/2010, every other script by anyascii, accents fall away.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    plain = unicodedata.normalize("NFKC", plain).translate(_APOSTROPHES)
    folded = []
    before = " "
    for sign in plain:
        if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
            continue
        folded.append(_romanised(sign, before))
        before = sign
    return " ".join("".join(folded).split())


def address(text: str, limit: int) -> str:
    """Return what stands in the address of a page: folded, German umlauts as two letters."""
    spelt = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    return fold(spelt).replace(" ", "-")[:limit].strip("-")


def words(text: str, limit: int = 8) -> list[str]:
    """Return at most `limit` folded words of the first 200 characters of a query."""
    return fold(text[:200]).split()[:limit]


def _romanised(sign: str, before: str) -> str:
    if not (sign.isalnum() or unicodedata.category(sign) == "Mc"):
        return " "
    if sign == "г" and before == "з":
        return "gh"
    if sign in _AT_WORD_START and not before.isalpha():
        return _AT_WORD_START[sign]
    if sign in _UKRAINIAN:
        return _UKRAINIAN[sign]
    return "".join(letter for letter in anyascii(sign).lower() if letter.isalnum())


def romanised(name: str) -> str:
    """Return a name in Latin letters: a Ukrainian one as passports write it (KMU 55/2010), letters
    of other scripts by anyascii.

    Capitals, hyphens and Latin letters stay, apostrophes and the soft sign fall away.
    """
    signs, before = [], " "
    for sign in unicodedata.normalize("NFC", name).translate(_APOSTROPHES):
        latin = sign
        if sign.isalpha() and not is_latin(sign):
            latin = _romanised(sign.lower(), before)
            latin = latin.capitalize() if sign.isupper() else latin
        elif sign == "'":
            latin = ""
        signs.append(latin)
        before = sign.lower()
    return "".join(signs)


def printable(text: str) -> str:
    """Return the text without control characters; line ends become a plain newline."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc")
