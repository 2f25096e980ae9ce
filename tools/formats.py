"""Template tags and filters: icons, translated texts, names, dates and numbers of a language."""

import re
from collections.abc import Hashable, Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.template import Library, loader
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tools import languages, richtext
from tools.languages import Translated

register = Library()

SOFT_HYPHEN = "\u00ad"
# Where the long German words of this field may break: not every browser knows how to hyphenate
JOINT = re.compile(r"(?<=\w{9})(?=bericht|entwicklung|erstattung|konferenz|veranstalt|workshop)")


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Return an icon of the sprite; it is decoration, the words beside it say the same."""
    return format_html(
        '<svg class="icon" width="20" height="20" aria-hidden="true">'
        '<use href="{}#{}"></use></svg>',
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag(name="part")
def drawn(template: str, **context: Hashable) -> SafeString:
    """Return a part of pages that only its arguments and the language change.

    Each look is drawn once in a process and kept: a list shows hundreds of them.
    """
    return _drawn(template, languages.current_language(), tuple(context.items()))


@lru_cache(maxsize=8192)
def _drawn(template: str, _language: str, context: tuple[tuple[str, Any], ...]) -> SafeString:
    return loader.render_to_string(template, dict(context))


@register.simple_tag
def text(instance: Any, field: str) -> Translated:
    """Return a translated field along the fallback chain, with the language it is in."""
    return languages.translated(instance, field)


@register.filter
def heading(text: str) -> str:
    """Return a title that breaks well: long words at their joints, no line before a dash."""
    return JOINT.sub(SOFT_HYPHEN, text.replace(" – ", "\u00a0– "))


@register.simple_tag
def lang_attr(shown: Translated) -> SafeString:
    """Return ` lang="de"` when a text is in another language than the page, else nothing."""
    if not shown.language or shown.language == languages.current_language():
        return SafeString("")
    return format_html(' lang="{}"', shown.language)


@register.filter
def marked(shown: Translated) -> SafeString:
    """Return a text for use within a sentence, in an element with its language if it needs one."""
    if attribute := lang_attr(shown):
        return format_html("<span{}>{}</span>", attribute, shown.text)
    return format_html("{}", shown.text)


@register.simple_tag
def date_range(start: date, end: date) -> str:
    """Return two days as one phrase: "28.–29. November 2023"."""
    return languages.date_range(start, end, languages.current_language())


@register.simple_tag
def moment(instant: datetime, timezone: str) -> str:
    """Return an instant in the zone of a workshop: "27. Oktober 2023, 18:00"."""
    return languages.format_moment(instant, timezone, languages.current_language())


@register.simple_tag
def clock_in(instant: datetime, timezone: str) -> str:
    """Return the time of day of an instant in the zone of a workshop: "09:30"."""
    return f"{instant.astimezone(ZoneInfo(timezone)):%H:%M}"


@register.filter
def day(value: date) -> str:
    """Return a day with its full month name: "28. November 2023"."""
    return languages.format_day(value, languages.current_language())


@register.filter
def weekday(value: date) -> str:
    """Return a day as a heading: "Dienstag, 28. November"."""
    return languages.format_weekday(value, languages.current_language())


@register.filter
def short_day(value: date) -> str:
    """Return a day for the head of a column: "Di., 28. Nov."."""
    return languages.format_short_day(value, languages.current_language())


@register.filter
def clock(instant: datetime | time) -> str:
    """Return the time of day, of an instant in the zone that it is given in: "09:30"."""
    return f"{instant:%H:%M}"


@register.filter
def country(code: str) -> str:
    """Return CLDR's name of a country."""
    return languages.country_name(code, languages.current_language())


@register.filter
def language(code: str) -> str:
    """Return CLDR's name of a language."""
    return languages.language_name(code, languages.current_language())


@register.filter
def zone(name: str) -> str:
    """Return how a time zone (IANA name) is called: "Central European Time"."""
    return languages.zone_name(name, languages.current_language())


@register.filter
def number(value: float) -> str:
    """Return a number with the separators of the language."""
    return languages.number(value, languages.current_language())


@register.filter
def rich_text(html: str) -> SafeString:
    """Return running text as safe HTML, sanitised again: no way into the database is trusted.

    Its headings stand right below the h1 of the page.
    """
    return mark_safe(richtext.raise_headings(richtext.from_input(html)))


@register.filter
def plain_text(html: str) -> str:
    """Return the words of running text, for a description or a summary."""
    return richtext.to_text(html)


@register.filter
def listed(items: Iterable[str]) -> str:
    """Return a list as the language says it: "A, B und C"."""
    return languages.join(items, languages.current_language())
