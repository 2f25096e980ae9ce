"""What journalists take along: the facts as lines of plain text, names in the nominative."""

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tools import languages
from workshops.models import Phase


def press_text(page, reports):
    """A block of lines "label: value" on a workshop and what the reports state about it."""
    workshop = page.workshop
    language = languages.current_language()
    place = ", ".join(str(part) for part in (page.place, page.place_country) if str(part))
    lines = [
        (_("Date"), languages.date_range(workshop.starts_on, workshop.ends_on, language)),
        (_("Place"), place),
        (_("Status"), page.card.badge.label if page.phase == Phase.CANCELLED else ""),
        (_("Thematic tracks"), "; ".join(str(_title(track)) for track in page.own_tracks.values())),
        *[
            (capfirst(role), ", ".join(name.text for name, _organisation in organisers))
            for role, organisers in page.organisers
        ],
    ]
    blocks = [
        [page.card.title.text, *_written(lines)],
        _municipalities(page),
        *[_figures(report, language) for report in reports],
        _written(
            [
                (_("Photo"), _credit(workshop, "cover") if workshop.public_cover else ""),
                (_("Contact"), page.contact),
                (_("Page"), _address(workshop)),
            ]
        ),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _municipalities(page):
    if not page.delegations:
        return []
    heading = _("named in the report") if page.is_named else ""
    lines = [
        (group.country.name.text, ", ".join(tile.name.text for tile in group.tiles))
        for group in page.groups
    ]
    others = ", ".join(tile.name.text for tile in page.organisations)
    lines.append((_("Municipal utilities and other organisations"), others))
    head = _("Participating municipalities")
    return [f"{head} ({heading})" if heading else head, *_written(lines)]


def _figures(report, language):
    """Qualifier, number, what and of whom, exactly as the report has it."""
    said = []
    for figure in report.figures.all():
        scope = languages.translated(figure, "scope").text
        said.append(f"{figure.words} ({scope})" if scope else figure.words)
    headline = languages.translated(report, "headline").text
    lines = [
        (_("Report"), f"{headline}, {languages.format_day(report.published_on, language)}"),
        (_("Figures of the report"), "; ".join(said)),
        (_("Source"), languages.translated(report, "source_url").text or _address(report)),
        (_("Photo"), _credit(report, "photo") if report.public_photo else ""),
    ]
    return _written(lines)


def _credit(thing, picture):
    credit, licence = getattr(thing, f"{picture}_credit"), getattr(thing, f"{picture}_licence")
    return f"{credit} ({licence})" if licence else credit


def _title(track):
    return languages.translated(track, "title")


def _written(lines):
    return [f"{label}: {value}" for label, value in lines if value]


def _address(thing):
    return settings.SITE_URL + thing.get_absolute_url()
