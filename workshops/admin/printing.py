"""Papers to print: what each asks for, whose names we cannot print, the download and its log."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from partnerships.login import factors
from tools.papers import NotSet
from tools.spreadsheets import content_disposition
from workshops import attendance
from workshops.admin import navigation, policy
from workshops.admin.printing_forms import PrintForm
from workshops.documents import (
    attendance_sheet,
    badges,
    directory,
    people,
    programme_paper,
    table_signs,
)
from workshops.exports import purposes
from workshops.models import Consent, ExportLog, Workshop

NAMES = "name name_latin"


@dataclass(frozen=True)
class Paper:
    """`asks` are the fields of the form, `columns` what the log says stands on it. `make` takes the
    workshop, the people and the cleaned form, and returns {name of a file: PDF}."""

    title: str
    about: str
    icon: str
    asks: tuple[str, ...]
    columns: str
    make: Callable


def _badges(workshop, chosen, wanted, at):
    without = set()
    if wanted["marks_no_photos"]:
        agreed = people.consenting(workshop, Consent.Purpose.PHOTO)
        without = {person.pk for person in chosen} - agreed
    ordered = attendance.in_order(chosen, wanted["language"])
    return {
        "badges": badges.pdf(
            workshop,
            ordered,
            wanted["language"],
            at=at,
            size=wanted["size"],
            without_photos=without,
        )
    }


def _attendance_lists(workshop, chosen, wanted, at):
    return {
        f"attendance-{day.date}": attendance_sheet.pdf(
            day, attendance_sheet.coming_on(chosen, day), wanted["language"], at=at
        )
        for day in _days(workshop, wanted)
    }


def _days(workshop, wanted):
    days = [wanted["day"]] if wanted["day"] else list(workshop.days.all())
    for day in days:
        day.workshop = workshop
    return days


def _table_signs(workshop, chosen, wanted, at):
    ordered = attendance.in_order(chosen, wanted["language"])
    return {"table-signs": table_signs.pdf(workshop, ordered, wanted["language"], at=at)}


def _directory(workshop, chosen, wanted, at):
    return {"directory": directory.pdf(workshop, chosen, wanted["language"], at=at)}


def _programme(workshop, _chosen, wanted, at):
    return {"programme": programme_paper.pdf(workshop, wanted["language"], at=at)}


PEOPLE = ("track", "delegation", "selected", "include_protected", "reason")
PAPERS = {
    "badges": Paper(
        purposes.PAPERS["badges"],
        gettext_lazy("Sheets to cut, in two scripts, with a code to scan at the door."),
        "user",
        ("language", "size", "marks_no_photos", *PEOPLE),
        f"{NAMES} sender role track reference",
        _badges,
    ),
    "attendance_list": Paper(
        purposes.PAPERS["attendance_list"],
        gettext_lazy("To be signed, for each day; protected people on a sheet of their own."),
        "pencil",
        ("language", "day", *PEOPLE),
        f"{NAMES} sender position",
        _attendance_lists,
    ),
    "table_signs": Paper(
        purposes.PAPERS["table_signs"],
        gettext_lazy("A4, folded once, the name towards both sides."),
        "users",
        ("language", *PEOPLE),
        f"{NAMES} sender",
        _table_signs,
    ),
    "directory": Paper(
        purposes.PAPERS["directory"],
        gettext_lazy("Who agreed to stand in the list for those who take part."),
        "list",
        ("language",),
        f"{NAMES} sender position",
        _directory,
    ),
    "programme": Paper(
        gettext_lazy("Programme"),
        gettext_lazy("Days, parallel groups, rooms and interpretation; no person is named."),
        "calendar-days",
        ("language",),
        "",
        _programme,
    ),
}


def section(user, workshop):
    """[(paper, its page)] of what the account may take, for the tab of lists and papers."""
    return [
        (paper, reverse("admin:workshops_workshop_paper", args=[workshop.pk, kind]))
        for kind, paper in PAPERS.items()
        if may_take(user, paper)
    ]


def may_take(user, paper):
    """Names leave only with the right to take lists out."""
    return not paper.columns or policy.may(user, *policy.TAKE_LISTS)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.needs(*policy.SEE_PEOPLE)
def paper_page(request, pk, kind):
    """What the paper asks for; sent, it is the paper."""
    if kind not in PAPERS:
        raise Http404
    workshop = policy.list_of_workshop_or_404(
        request, pk, Workshop.objects.select_related("host_municipality")
    )
    paper = PAPERS[kind]
    known = _known(workshop, kind)
    form = PrintForm(
        request.POST if request.method == "POST" else None,
        workshop=workshop,
        people=known,
        asks=paper.asks,
        initial={"language": request.user.language, "selected": request.GET.getlist("selected")},
    )
    if request.method == "POST":
        if not may_take(request.user, paper):
            policy.note_refusal(request)
            raise PermissionDenied
        if form.is_valid():
            policy.require_few_files(request)
            if paper.columns and policy.shows_again(request, lambda: len(form.chosen)):
                return factors.ask_again(request.path)
            try:
                return _download(request, workshop, kind, form)
            except NotSet:
                messages.error(
                    request, _("The paper was not made. Choose fewer people, or ask us.")
                )
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "papers")
        | {
            "title": paper.title,
            "paper": paper,
            "form": form,
            "number": len(known),
            "number_protected": sum(person.is_protected for person in known),
            "unprintable": people.unprintable(known),
            "may_export": may_take(request.user, paper),
        }
    )
    status = 422 if form.errors else 200
    return render(request, "workshops/admin/paper.html", context, status=status)


def _known(workshop, kind):
    """Whom a paper can be about, before anything is chosen; nobody for the programme."""
    if not PAPERS[kind].columns:
        return []
    expected = list(people.expected(workshop))
    return directory.listed(workshop, expected) if kind == "directory" else expected


def _download(request, workshop, kind, form):
    """Make the paper, log it, hand it out: nothing leaves before it is logged."""
    wanted, chosen, at = form.cleaned_data, form.chosen, timezone.now()
    if kind == "attendance_list":
        coming = [attendance_sheet.coming_on(chosen, day) for day in _days(workshop, wanted)]
        chosen = list({person.pk: person for people in coming for person in people}.values())
    made = PAPERS[kind].make(workshop, chosen, wanted, at)
    if PAPERS[kind].columns:
        log(
            request.user,
            workshop,
            purpose=kind,
            format=" ".join(["pdf", wanted["language"], wanted.get("size", "")]).strip(),
            filter=form.codes(),
            columns=PAPERS[kind].columns,
            people=chosen,
            reason=wanted.get("reason", ""),
        )
    return as_file(made, f"{workshop.slug}-{kind}".replace("_", "-"), wanted["language"])


def log(user, workshop, *, people, **what):
    ExportLog.objects.note(
        workshop=workshop,
        exported_by=user,
        row_count=len(people),
        protected_count=sum(person.is_protected for person in people),
        finished_at=timezone.now(),
        **what,
    )


def as_file(made, name, language=""):
    """One PDF as it is, several in an archive, to be saved."""
    if len(made) == 1:
        content, ending, kind = next(iter(made.values())), "pdf", "application/pdf"
    else:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
            for each, pdf in made.items():
                file.writestr(f"{each}.pdf", pdf)
        content, ending, kind = archive.getvalue(), "zip", "application/zip"
    headers = {
        "Content-Disposition": content_disposition(f"{name}.{ending}"),
        "Cache-Control": "private, no-store",
    }
    if language:
        headers["Content-Language"] = language
    return HttpResponse(content, content_type=kind, headers=headers)
