"""Running text with headings, lists and links: HTML of a few tags, everything else is dropped."""

import re
from html import escape, unescape

import nh3

INLINE = frozenset({"a", "strong", "em", "br"})
BLOCKS = frozenset({"p", "h3", "h4", "ul", "ol", "li", "blockquote"})
SCHEMES = frozenset({"http", "https", "mailto"})

_BLOCK = re.compile(rf"<(?:{'|'.join(sorted(BLOCKS))})>")
_END_OF_BLOCK = re.compile(r"</(?:p|h3|h4|ul|ol|blockquote)>")
_END_OF_LINE = re.compile(r"</li>|<br>")
_HEADING = re.compile(r"(</?h)([34])>")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")

# what is left of a link whose address was dropped
_LEADS_NOWHERE = re.compile(r'<a rel="noopener noreferrer">(.*?)</a>', re.DOTALL)

_cleaner = nh3.Cleaner(
    tags=INLINE | BLOCKS,
    attributes={"*": set(), "a": {"href"}},
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer",
)


def sanitize(html: str) -> str:
    """Return HTML of the allowed tags alone; "" where no text is left.

    Links lead to http, https and mailto addresses and carry rel="noopener noreferrer"; no other
    attribute stays. Text without any block is put into a paragraph. Sanitising again changes
    nothing.
    """
    clean = _LEADS_NOWHERE.sub(r"\1", _cleaner.clean(html)).strip()
    if not unescape(_without_tags(clean)).strip():
        return ""
    return clean if _BLOCK.search(clean) else f"<p>{clean}</p>"


def paragraphs(text: str) -> str:
    """Return plain text as HTML, escaped; an empty line begins a paragraph."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    blocks = [block.strip() for block in _EMPTY_LINE.split(lines)]
    return "".join(
        f"<p>{escape(block, quote=False)}</p>".replace("\n", "<br>") for block in blocks if block
    )


def from_input(text: str) -> str:
    """Return what a field stores: HTML sanitised, or paragraphs where no tag was written."""
    return sanitize(text if nh3.is_html(text) else paragraphs(text))


def raise_headings(html: str) -> str:
    """Return sanitised HTML with h2 and h3 in the place of h3 and h4."""
    return _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) - 1}>", html)


def from_page(html: str) -> str:
    """Return HTML of a page as a field stores it: h3 and h4 for h2 and h3, an address as text."""
    lowered = re.sub(r"(</?h)([23])\b", lambda tag: f"{tag[1]}{int(tag[2]) + 1}", html)
    return sanitize(re.sub(r"(</?)address\b", r"\1p", lowered))


def to_text(html: str) -> str:
    """Return the words of a rich text: empty lines between blocks, new lines after <br>, <li>."""
    lines = _END_OF_LINE.sub("\n", _END_OF_BLOCK.sub("\n\n", from_input(html)))
    text = unescape(_without_tags(lines))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _without_tags(html: str) -> str:
    return nh3.clean(html, tags=set())
