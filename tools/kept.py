"""An upload that a page sends back with its next step, signed: nothing of it is stored here."""

import zlib
from base64 import b64decode, b64encode

from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext as _

from tools.sheets.limits import BadTable

VALID_FOR = 24 * 60 * 60
# of what a page sends back; Django refuses 2.5 MB
MOST_KEPT = 2_300_000


class NotKept(Exception):
    """What came back is not what was sent, or too old: in words for the reader."""


def keep(content: bytes, purpose: str) -> str:
    """Return an upload as the page carries it. Raises BadTable for more than a page can carry.

    `purpose` says for what, so that nothing of one page is taken by another.
    """
    kept = TimestampSigner(salt=purpose).sign(b64encode(zlib.compress(content)).decode())
    if len(kept) > MOST_KEPT:
        raise BadTable(_("This file is too large. Divide it."), code="too_large")
    return kept


def opened(kept: str, purpose: str) -> bytes:
    """Return the upload that a page carried, empty where it carried none. Raises NotKept."""
    if not kept:
        return b""
    try:
        signed = TimestampSigner(salt=purpose).unsign(kept, VALID_FOR)
    except BadSignature as broken:
        raise NotKept(_("Send the file again.")) from broken
    return zlib.decompress(b64decode(signed))
