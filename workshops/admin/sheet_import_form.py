"""What the page of an import asks and carries: the file, how to read it, what is meant."""

import io

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.admin.upload import UploadForm
from tools.sheets.limits import Limits
from tools.sheets.reading import How, read
from workshops.registration.sheet_import.columns import known_heading
from workshops.registration.sheet_import.lines import Choices

# as many as are looked at while the reader waits; manage.py import_delegates takes more
LIMITS = Limits(rows=5_000)


class SheetForm(UploadForm):
    """Asks also for the sheet and its head, and what columns and sending bodies are meant."""

    limits = LIMITS

    sheet = forms.CharField(label=gettext_lazy("Sheet"), max_length=100, required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("The headings are in row"),
        min_value=1,
        max_value=99_999,
        required=False,
    )
    # how the file was read when columns and sending bodies were chosen
    read_as = forms.CharField(max_length=300, required=False, strip=False)

    def __init__(self, *args, workshop, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("List (.csv, .xlsx or .ods)")
        self.purpose = f"people-import:{workshop.pk}:{user.pk}"
        self.may_add_delegations = user.has_perm("workshops.add_delegation")

    def table(self):
        """Raises BadTable. Another file is read anew, whatever was chosen for the one before."""
        wanted = self.cleaned_data
        how = How()
        if not self.is_another:
            is_same_sheet = self.cleaned_data["read_as"].endswith(f" {wanted['sheet']}")
            row = wanted["header_row"] if is_same_sheet else 0
            how = How(wanted["encoding"], wanted["delimiter"], wanted["sheet"], row or 0)
        return read(io.BytesIO(wanted["content"]), how, limits=LIMITS, known=known_heading)

    @property
    def is_another(self):
        return bool(self.cleaned_data["file"] and self.cleaned_data["read_as"])

    def choices(self, table):
        """What was chosen for columns and sending bodies, if the file is read as it was then."""
        columns = self.data.getlist("column")
        texts, keys = self.data.getlist("body_text"), self.data.getlist("body")
        is_as_shown = not self.is_another and self.cleaned_data["read_as"] == read_as(table)
        return Choices(
            columns=tuple(columns) if is_as_shown and columns else None,
            bodies={} if self.is_another else _chosen(texts, keys),
            may_add_delegations=self.may_add_delegations,
        )

    def show(self, table):
        """Let the fields say how the file was read."""
        self.data = self.data.copy()
        for name in ("encoding", "delimiter", "sheet", "header_row"):
            self.data[name] = getattr(table, name)


def read_as(table):
    """How a file was read, in short: other columns stand where one of these is another."""
    return f"{table.encoding} {table.delimiter!r} {table.header_row} {table.sheet}"[:300]


def _chosen(texts, keys):
    return {text: key for text, key in zip(texts, keys, strict=False) if key}
