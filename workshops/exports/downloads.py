"""A list on its way out: logged, counted, and written while it is read from one snapshot."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from partnerships.models import User
from tools import languages, workbook_stream
from tools.spreadsheets import Column, Dialect, Pieces, header, stream_csv
from workshops.exports.known import Known
from workshops.exports.participants import Rows
from workshops.exports.purposes import Protected, Purpose
from workshops.exports.snapshot import snapshot
from workshops.models import ExportLog, Workshop
from workshops.models.delegate_queries import DelegateQuerySet
from workshops.models.keeping import needs_kept_until, people_kept_until

Format = Literal["csv", "xlsx"]
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class BrokenList(Exception):
    """The rows were not as many as counted: the file must not look complete."""


def stated(reason: str) -> str:
    """Return a reason without surrounding blanks, or "" where nothing can be read in it."""
    return reason.strip() if any(sign.isalnum() for sign in reason) else ""


@dataclass(frozen=True)
class Order:
    """What is wanted. `people` are those of the workshop, filtered or not; the purpose and
    `with_protected` decide which of them are in the list. `filter_codes` says how they were
    filtered, without names, `filter_words` in words for the file itself."""

    workshop: Workshop
    purpose: Purpose
    people: DelegateQuerySet
    columns: tuple[Column, ...]
    format: Format
    dialect: Dialect
    language: str
    by: User | None = None
    filter_codes: str = ""
    filter_words: str = ""
    with_protected: bool = False
    reason: str = ""
    recipient: str = ""

    @property
    def needs_reason(self) -> bool:
        """Protected people, columns about food, access and travel, and recipients outside do."""
        tells_needs = any(getattr(column, "is_sensitive", False) for column in self.columns)
        return self.with_protected or tells_needs or bool(self.recipient)

    @property
    def chosen(self) -> DelegateQuerySet:
        return self.purpose.people_of(self.people, with_protected=self.with_protected)


class Export:
    """The bytes of a file, to be gone through once and closed in any case.

    The log is written before anything is read, and says that the list is complete once the last
    piece was handed out; whatever breaks off before that stays marked as broken off.
    """

    def __init__(self, order: Order) -> None:
        if order.needs_reason and not order.reason:
            raise ValueError("This list needs a reason.")
        self._order = order
        self._log = _logged(order)
        self._is_closed = False
        with ExitStack() as opening:
            opening.enter_context(snapshot())
            known = Known(order.workshop, order.language)
            rows = order.purpose.rows(order.chosen, order.columns, known)
            self.row_count = self._log.row_count = rows.number
            self._pieces = _pieces(order, _as_many(rows), rows.number)
            self._open = opening.pop_all()

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._pieces
            self._log.finished_at = timezone.now()
        finally:
            self.close()

    def close(self) -> None:
        """Give the connection back and note how it ended; a second time nothing happens."""
        if self._is_closed:
            return
        self._is_closed = True
        # first the cursor, then the transaction that it lives in
        self._pieces.close()
        self._open.close()
        self._log.save(update_fields=["row_count", "finished_at"])

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self._order.format]

    @property
    def file_name(self) -> str:
        """With the number of rows, so that it can be checked by whoever got the file."""
        order, number = self._order, self.row_count
        if order.dialect == "rfc4180":
            name, count = order.purpose.key, f"{number}-rows"
        else:
            with override(order.language):
                name = str(order.purpose.title)
                count = ngettext("%(number)d row", "%(number)d rows", number) % {"number": number}
        slug = order.workshop.slug
        return "-".join(f"{name} {slug} {count}".split()) + f".{order.format}"


def _logged(order: Order) -> ExportLog:
    """Before anything leaves; the number of rows is corrected by the snapshot they come from."""
    protected = order.chosen.protected().count() if order.with_protected else 0
    return ExportLog.objects.note(
        workshop=order.workshop,
        exported_by=order.by,
        purpose=order.purpose.key,
        format=f"{order.format} {order.dialect} {order.language}",
        filter=order.filter_codes,
        columns=" ".join(column.key for column in order.columns),
        row_count=order.chosen.count(),
        protected_count=protected,
        reason=order.reason,
        recipient=order.recipient,
    )


def _as_many(rows: Rows) -> Iterator[Any]:
    number = 0
    for row in rows.each:
        number += 1
        yield row
    if number != rows.number:
        raise BrokenList


def _pieces(order: Order, rows: Iterator[Any], number: int) -> Pieces:
    if order.format == "csv":
        return stream_csv(order.columns, rows, dialect=order.dialect, language=order.language)
    with override(order.language):
        about, title = _about(order, number), _("List")
    return workbook_stream.stream_xlsx(
        order.columns,
        rows,
        number=number,
        about=about,
        title=title,
        dialect=order.dialect,
        language=order.language,
        zone=order.workshop.timezone,
    )


def _about(order: Order, number: int) -> list[tuple[str, str]]:
    """What the first sheet of a workbook says of the list, in the active language."""
    workshop, purpose, language = order.workshop, order.purpose, order.language
    title = languages.translated(workshop, "title").text or workshop.slug
    dates = languages.date_range(workshop.starts_on, workshop.ends_on, language)
    moment = languages.format_moment(timezone.now(), workshop.timezone, language)
    lines = [
        (_("List"), str(purpose.title)),
        ("", str(purpose.about)),
        (_("Workshop"), f"{title}, {dates}"),
        (_("Selection"), order.filter_words or _("all")),
        (_("As of"), f"{moment} ({workshop.timezone})"),
        (_("Rows"), languages.number(number, language)),
        (_("Columns"), ", ".join(header(order.columns, order.dialect))),
        (_("Protected people"), _of_protected(order)),
        (_("Given to"), order.recipient),
        (_("Reason"), order.reason),
        (_("Please note"), _handling(order)),
    ]
    return [(label, text) for label, text in lines if text]


def _of_protected(order: Order) -> str:
    if order.purpose.protected is Protected.COUNTED:
        return _("counted, not named")
    if order.with_protected:
        return _("included: show this list to nobody who does not need it")
    return _("left out")


def _handling(order: Order) -> str:
    purpose, workshop = order.purpose, order.workshop
    until = needs_kept_until(workshop) if purpose.tells_needs else people_kept_until(workshop)
    day = languages.format_day(until, order.language)
    if purpose.names_people:
        return _(
            "Personal data: to be deleted by %(day)s, only for this purpose, not to be passed on."
        ) % {"day": day}
    return _(
        "No names, but small numbers may tell who is meant: to be deleted by %(day)s, only for"
        " this purpose."
    ) % {"day": day}
