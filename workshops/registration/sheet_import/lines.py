"""A row of the sheet on its way: what it says, whom it is about, what it would do."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from tools.sheets.reading import Table
from workshops.models import Delegate, Workshop
from workshops.registration.sheet_import.bodies import Body
from workshops.registration.sheet_import.findings import ERROR, Finding, finding
from workshops.registration.sheet_import.known import name_key

# how many rows are done, of how many
Progress = Callable[[int, int], None]


class Verdict(StrEnum):
    ERROR = "error"
    CHANGED = "changed"
    NEW = "new"
    SAME = "same"


@dataclass(frozen=True)
class Choices:
    """What the reader of a preview decided; what is empty is found out."""

    # a key for each column, "" for what is not read
    columns: tuple[str, ...] | None = None
    # {words for a sending body: key of a Body}
    bodies: Mapping[str, str] = field(default_factory=dict)
    may_add_delegations: bool = True


@dataclass
class Line:
    """`texts` are the filled cells by key."""

    number: int
    texts: dict[str, str]
    findings: list[Finding] = field(default_factory=list)
    # what the cells say
    values: dict[str, Any] = field(default_factory=dict)
    dates: list[date] | None = None
    body: Body | None = None
    # who is on the list already
    person: Delegate | None = None
    # {field: (before, after)}
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def note(self, name: str, key: str = "", /, **words: Any) -> None:
        """Say something of the row, see findings.py."""
        self.findings.append(finding(self.number, name, key, **words))

    @property
    def is_error(self) -> bool:
        return any(each.level == ERROR for each in self.findings)

    @property
    def verdict(self) -> Verdict:
        if self.is_error:
            return Verdict.ERROR
        if self.person is None:
            return Verdict.NEW
        return Verdict.CHANGED if self.changes else Verdict.SAME

    @property
    def name(self) -> str:
        """As the row has it, else as the list has it."""
        said = f"{self.values.get('given_name', '')} {self.values.get('family_name', '')}".strip()
        return said or (self.person.full_name if self.person else "")

    @cached_property
    def name_key(self) -> str:
        """As known.name_key() of what the row says."""
        return name_key(self.values.get("given_name", ""), self.values.get("family_name", ""))

    def said(self) -> tuple[object, ...]:
        """What was promised to be done, to be compared."""
        changes = sorted((name, str(both)) for name, both in self.changes.items())
        values = sorted((name, str(value)) for name, value in self.values.items())
        who = self.person.pk if self.person else (self.body and self.body.key, values, self.dates)
        return self.number, self.verdict, who, changes


@dataclass
class Plan:
    """What an import would do. `findings` are of the whole file."""

    workshop: Workshop
    table: Table
    keys: list[str]
    lines: list[Line]
    findings: list[Finding] = field(default_factory=list)
    # {words for a sending body: those that are meant, perhaps}
    questions: dict[str, list[Body]] = field(default_factory=dict)
    bodies: list[Body] = field(default_factory=list)
    # what the database held when the plan was made, see carrying_out.py
    states: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    frame: tuple[object, ...] = ()

    def of(self, verdict: Verdict) -> list[Line]:
        return [line for line in self.lines if line.verdict == verdict]

    def counts(self) -> Counter[Verdict]:
        return Counter(line.verdict for line in self.lines)

    @property
    def has_errors(self) -> bool:
        own = any(each.level == ERROR for each in self.findings)
        return own or any(line.is_error for line in self.lines)

    def all_findings(self) -> list[Finding]:
        """Return those of the file, then those of its rows."""
        return [*self.findings, *(each for line in self.lines for each in line.findings)]

    @property
    def mark(self) -> str:
        """The same only as long as doing it does what was shown."""
        said = [line.said() for line in self.lines]
        return hashlib.sha256(repr(said).encode()).hexdigest()
