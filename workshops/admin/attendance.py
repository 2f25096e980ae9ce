"""Attendance of a workshop: signed lists are typed in here in their own order, and compared with
what the door has seen; their scans are kept beside it."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partnerships import audit
from tools import filetypes, languages
from workshops import attendance
from workshops.admin import navigation, policy
from workshops.admin.scoped import is_on_hold
from workshops.models import SignedSheet, WorkshopDay
from workshops.registration import attendance as signatures
from workshops.registration.transitions import NotAllowed

LINES = 100
LARGEST = 20 * 1024 * 1024
KINDS = "PDF, JPEG, PNG"
LOAD_AGAIN = gettext_lazy("The page is not complete. Load it again.")


@dataclass(frozen=True)
class Cell:
    day: WorkshopDay
    presence: attendance.Presence
    # "" where nothing can be typed in: the day is still to come
    name: str
    is_ticked: bool


class Grid:
    """The lines of one page, for all days or for one: then Tab goes down the list."""

    def __init__(self, workshop, asked):
        self.sheet = attendance.sheet(workshop, languages.current_language())
        wanted = asked.get("day", "")
        self.day = next((day for day in self.sheet.days if day.date.isoformat() == wanted), None)
        self.days = [self.day] if self.day else list(self.sheet.days)
        self.page = Paginator(self.sheet.all_lines, LINES).get_page(asked.get("page"))
        self.query = f"?day={wanted}" if self.day else "?"
        self.page_links = [
            (number, f"{self.query}&page={number}") for number in self.page.paginator.page_range
        ]

    @property
    def boxes(self):
        """{name of the box: (person, day, whether signed)} for the days that have begun."""
        return {
            _name(line.person, day): (line.person, day, bool(presence.signature))
            for line in self.page
            for day, presence in self._presences(line)
            if day.has_begun()
        }

    @property
    def seen(self):
        """How each box was shown, as one field of the form."""
        boxes = self.boxes.items()
        return " ".join(f"{name}{'+' if box[2] else '-'}" for name, box in boxes)

    def rows(self, ticked=None):
        """[(line, cells)], ticked as stored or as typed."""
        boxes = self.boxes
        for line in self.page:
            cells = []
            for day, presence in self._presences(line):
                name = _name(line.person, day)
                is_ticked = bool(presence.signature) if ticked is None else name in ticked
                is_open = name in boxes
                cells.append(Cell(day, presence, name if is_open else "", is_ticked))
            yield line, cells

    def _presences(self, line):
        pairs = zip(self.sheet.days, line.presences, strict=True)
        return [(day, presence) for day, presence in pairs if day in self.days]


class SignaturesForm(forms.Form):
    """Ticks of a page. What the hand has not changed is left as it is by now."""

    seen = forms.RegexField(
        r"^(?:s[0-9]{1,18}-[0-9]{1,18}[+-](?: |$))*$",
        strip=False,
        required=False,
        error_messages={"invalid": LOAD_AGAIN},
    )

    def changes(self, grid):
        """{(person, day): has signed} of what was changed by hand on this page."""
        boxes = grid.boxes
        shown = (each for each in self.cleaned_data["seen"].split() if each[:-1] in boxes)
        found = {}
        for each in shown:
            name, was_signed = each[:-1], each[-1] == "+"
            person, day, _now = boxes[name]
            if (name in self.data) != was_signed:
                found[person, day] = name in self.data
        return found


@require_http_methods(["GET", "HEAD", "POST"])
@policy.needs(*policy.SEE_DOOR)
def attendance_page(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    grid = Grid(workshop, request.GET)
    if request.method != "POST":
        return _page(request, workshop, grid)
    if not request.user.has_perm("workshops.add_attendance"):
        raise PermissionDenied
    form = SignaturesForm(request.POST)
    if not form.is_valid():
        return _page(request, workshop, grid, error=LOAD_AGAIN, ticked=set(request.POST))
    try:
        number = signatures.record_signatures(workshop, form.changes(grid), by=request.user)
    except NotAllowed as refusal:
        return _page(request, workshop, grid, error=refusal, ticked=set(request.POST))
    text = ngettext("%(count)d signature changed.", "%(count)d signatures changed.", number)
    messages.success(request, text % {"count": number} if number else _("Nothing was changed."))
    return redirect(f"{navigation.url_of(workshop, 'attendance')}?{request.GET.urlencode()}")


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    widget = ManyFilesInput

    def clean(self, value, initial=None):
        return [super(FilesField, self).clean(each, initial) for each in value or [None]]


class ScansForm(forms.Form):
    """Scans of the signed list of a day: one file per sheet, or all sheets in one."""

    day = forms.ModelChoiceField(WorkshopDay.objects.none())
    files = FilesField(error_messages={"required": gettext_lazy("Choose a file.")})

    def __init__(self, *args, workshop, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"].queryset = workshop.days.all()

    def clean_files(self):
        files = self.cleaned_data["files"]
        for file in files:
            if file.size > LARGEST:
                limit = {"name": file.name, "size": filesizeformat(LARGEST)}
                raise ValidationError(_("%(name)s: a file may have at most %(size)s.") % limit)
            if not filetypes.is_scan(file, file.name):
                kinds = {"name": file.name, "kinds": KINDS}
                text = _("%(name)s: choose files of these kinds: %(kinds)s.")
                raise ValidationError(text % kinds)
        return files


@require_POST
@policy.needs("workshops.add_signedsheet")
def upload(request, pk):
    """All files of a form, or none of them."""
    workshop = policy.workshop_or_404(request, pk)
    form = ScansForm(request.POST, request.FILES, workshop=workshop)
    if form.is_valid():
        day, files = form.cleaned_data["day"], form.cleaned_data["files"]
        for file in files:
            day.signed_sheets.create(file=file, size=file.size, uploaded_by=request.user)
        number = len(files)
        text = ngettext("%(count)d scan is kept.", "%(count)d scans are kept.", number)
        messages.success(request, text % {"count": number})
    else:
        reasons = dict.fromkeys(text for texts in form.errors.values() for text in texts)
        messages.error(request, " ".join([_("Nothing was kept."), *reasons]))
    return redirect(f"{navigation.url_of(workshop, 'attendance')}#scans")


@require_safe
@policy.needs(*policy.SEE_DOOR)
def signed_sheet(request, pk, sheet_pk):
    """The scan names people, so it is no page."""
    found = _sheet(request, pk, sheet_pk)
    audit.record(audit.Action.SEEN, request=request, about=found, workshop=pk)
    return filetypes.download(found.file, found.download_name, languages.current_language())


@require_http_methods(["GET", "HEAD", "POST"])
@policy.needs("workshops.delete_signedsheet")
def remove(request, pk, sheet_pk):
    """Asked on a page of its own: the file is gone afterwards."""
    found = _sheet(request, pk, sheet_pk)
    workshop = found.day.workshop
    if is_on_hold(found):
        messages.warning(request, _("A legal hold stands on this workshop."))
        return redirect(f"{navigation.url_of(workshop, 'attendance')}#scans")
    if request.method == "POST":
        found.delete()
        found.file.storage.delete(found.file.name)
        messages.success(request, _("The scan is removed."))
        return redirect(f"{navigation.url_of(workshop, 'attendance')}#scans")
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "door")
        | {"title": _("Remove the scan?"), "sheet": found}
    )
    return render(request, "workshops/admin/signed_sheet_remove.html", context)


def _sheet(request, pk, sheet_pk):
    sheets = SignedSheet.objects.filter(day__workshop=pk).select_related("day__workshop")
    return policy.thing_or_404(request, sheets, pk=sheet_pk)


def _page(request, workshop, grid, error="", ticked=None):
    scans = SignedSheet.objects.filter(day__workshop=workshop).select_related("uploaded_by")
    by_day = {day: [] for day in grid.sheet.days}
    for scan in scans:
        by_day[next(day for day in by_day if day.pk == scan.day_id)].append(scan)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "door")
        | {
            "title": _("Attendance"),
            "grid": grid,
            "rows": list(grid.rows(ticked)),
            "differences": attendance.differences(grid.sheet),
            "scans": by_day.items(),
            "error": error,
            "kinds": KINDS,
            "accepted": ",".join(f".{each}" for each in filetypes.SCANS),
            "sees_people": policy.may(request.user, *policy.SEE_PEOPLE),
            "may_type": request.user.has_perm("workshops.add_attendance"),
            "may_upload": request.user.has_perm("workshops.add_signedsheet"),
            "may_remove": request.user.has_perm("workshops.delete_signedsheet"),
        }
    )
    return render(request, "workshops/admin/attendance.html", context, status=422 if error else 200)


def _name(person, day):
    return f"s{person.pk}-{day.pk}"
