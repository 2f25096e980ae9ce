"""Rich text as a translator reads and writes it in a cell: signs of a few kinds, no tags.

An empty line ends a block. A block begins with "# " (heading), "## " (smaller heading) or nothing
(paragraph); where every line begins with "- ", "1. " or "> " it is a list, a numbered list or a
quotation. Within a line: **strong**, *emphasis*, [words](https://address). What these signs cannot
say, such as a list within a list, is left as HTML.
"""

import re
from html import escape, unescape

import nh3

from tools import richtext

_BLOCK = re.compile(
    r"<(p|h3|h4)>(.*?)</\1>"
    r"|<(ul|ol)>((?:<li><p>.*?</p></li>)+)</\3>"
    r"|<blockquote>((?:<p>.*?</p>)+)</blockquote>",
    re.DOTALL,
)
_ITEM = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_BEGINS = {"p": "", "h3": "# ", "h4": "## "}
_LINK = re.compile(r'<a href="([^"]*)" rel="noopener noreferrer">(.*?)</a>', re.DOTALL)
_LINK_WRITTEN = re.compile(r"\[([^\[\]]+)\]\(([^\s()]+)\)")
_STRONG_WRITTEN = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_EMPHASIS_WRITTEN = re.compile(r"\*(.+?)\*", re.DOTALL)
_NUMBER = re.compile(r"\d+\. ")


def written(html: str) -> str:
    """Return sanitised HTML in signs, or as it is where `read` would not give the same back."""
    found = "\n\n".join(_block(match) for match in _BLOCK.finditer(html))
    return found if read(found) == html else html


def read(text: str) -> str:
    """Return the rich text that a cell says, sanitised; tags are allowed there, too."""
    if nh3.is_html(text):
        return richtext.sanitize(text)
    blocks = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip())
    return richtext.sanitize("".join(_html(block.split("\n")) for block in blocks if block))


def _block(match: re.Match[str]) -> str:
    tag, words, kind, items, quoted = match.groups()
    if tag:
        return _BEGINS[tag] + _signs(words)
    lines = [_signs(item) for item in _ITEM.findall(items or quoted)]
    if kind == "ol":
        return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
    return "\n".join(("- " if kind else "> ") + line for line in lines)


def _signs(html: str) -> str:
    text = _LINK.sub(r"[\2](\1)", html).replace("<br>", "\n")
    return unescape(re.sub("</?em>", "*", re.sub("</?strong>", "**", text)))


def _html(lines: list[str]) -> str:
    if all(line.startswith("- ") for line in lines):
        return f"<ul>{_items(lines)}</ul>"
    if all(_NUMBER.match(line) for line in lines):
        return f"<ol>{_items(lines)}</ol>"
    if all(line.startswith("> ") for line in lines):
        paragraphs = "".join(f"<p>{_tags(line[2:])}</p>" for line in lines)
        return f"<blockquote>{paragraphs}</blockquote>"
    text = "\n".join(lines)
    for tag, sign in (("h4", "## "), ("h3", "# ")):
        if text.startswith(sign):
            return f"<{tag}>{_tags(text.removeprefix(sign))}</{tag}>"
    return f"<p>{_tags(text)}</p>"


def _items(lines: list[str]) -> str:
    return "".join(f"<li><p>{_tags(line.split(' ', 1)[1])}</p></li>" for line in lines)


def _tags(text: str) -> str:
    html = _LINK_WRITTEN.sub(r'<a href="\2">\1</a>', escape(text.strip(), quote=True))
    html = _EMPHASIS_WRITTEN.sub(r"<em>\1</em>", _STRONG_WRITTEN.sub(r"<strong>\1</strong>", html))
    return html.replace("\n", "<br>")
