"""Letters and certificates of people: who has one, issuing, revoking, all of them as an archive."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from partnerships.login import factors
from tools import languages
from tools.papers import NotSet
from workshops import attendance
from workshops.admin import navigation, policy, printing
from workshops.admin.printing_forms import stated
from workshops.documents import people
from workshops.exports import purposes
from workshops.models import Delegate, IssuedPaper, Workshop
from workshops.registration import issuing

Kind = IssuedPaper.Kind
# a press answers within a minute; whoever is left is issued with the next
AT_ONCE = 100
COLUMNS = {Kind.LETTER: "name name_latin sender position days", Kind.CERTIFICATE: "name days track"}
ABOUT = {
    Kind.LETTER: gettext_lazy("A numbered letter to everyone who holds a seat."),
    Kind.CERTIFICATE: gettext_lazy("For those who were there on one day at least."),
}
PURPOSES = {Kind.LETTER: "letters", Kind.CERTIFICATE: "certificates"}


@dataclass(frozen=True)
class Row:
    person: Delegate
    paper: IssuedPaper | None
    revoked: list[IssuedPaper]

    @property
    def key(self):
        return str(self.person.pk)


class IssuedForm(forms.Form):
    """What is done with the papers of which people; nobody selected means everybody."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("issue", "revoke", "download")])
    selected = forms.MultipleChoiceField(required=False)
    dated_on = forms.DateField(
        label=gettext_lazy("Date on the paper"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    include_protected = forms.BooleanField(
        label=gettext_lazy("Include protected people"), required=False
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["selected"].choices = [(row.key, "") for row in rows]

    def clean(self):
        wanted = super().clean()
        if wanted.get("act") == "revoke" and not wanted.get("selected"):
            self.add_error(None, _("Select whose papers are to be revoked."))
        if wanted.get("act") == "download" and wanted.get("include_protected"):
            if not stated(wanted.get("reason", "")):
                self.add_error("reason", _("Say why protected people are to be in the file."))
        else:
            wanted["reason"] = ""
        return wanted

    @property
    def ticked(self):
        """Who stays selected where the page is shown again."""
        return self["selected"].value() or []

    @property
    def chosen(self):
        selected = set(self.cleaned_data["selected"])
        return [row for row in self.rows if not selected or row.key in selected]


@require_http_methods(["GET", "HEAD", "POST"])
@policy.needs(*policy.SEE_PEOPLE)
def issued_page(request, pk, kind):
    if kind not in PURPOSES:
        raise Http404
    workshop = policy.list_of_workshop_or_404(
        request, pk, Workshop.objects.select_related("host_municipality")
    )
    rows = rows_of(workshop, kind)
    form = IssuedForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST" and form.is_valid():
        act = form.cleaned_data["act"]
        if not request.user.has_perm(PERMISSIONS[act]):
            if act == "download":
                policy.note_refusal(request)
            raise PermissionDenied
        policy.require_few_files(request)
        answer = ACTS[act](request, workshop, kind, form)
        return answer or redirect(request.path)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "papers")
        | {
            "title": purposes.PAPERS[PURPOSES[kind]],
            "about": ABOUT[kind],
            "kind": kind,
            "rows": rows,
            "form": form,
            "number_issued": sum(row.paper is not None for row in rows),
            "number_missing": sum(row.paper is None for row in rows),
            "number_protected": sum(row.person.is_protected for row in rows),
            "unprintable": people.unprintable(row.person for row in rows),
            "may_issue": request.user.has_perm(PERMISSIONS["issue"]),
            "may_export": request.user.has_perm(PERMISSIONS["download"]),
            "today": timezone.localdate(),
            "at_once": AT_ONCE,
        }
    )
    status = 422 if form.errors else 200
    return render(request, "workshops/admin/issued.html", context, status=status)


def rows_of(workshop, kind):
    """Who can get one, or has one, in the order of the reader's language; five queries."""
    papers = Prefetch(
        "issued_papers",
        IssuedPaper.objects.filter(kind=kind).order_by("created_at", "pk"),
        to_attr="papers",
    )
    due = issuing.due(workshop, kind).prefetch_related(papers)
    language = languages.current_language()
    return [
        Row(
            person,
            next((paper for paper in person.papers if paper.revoked_at is None), None),
            [paper for paper in person.papers if paper.revoked_at is not None],
        )
        for person in attendance.in_order(due, language)
    ]


def _issue(request, workshop, kind, form):
    """To those selected anew, else to everybody who has none."""
    wanted = form.cleaned_data
    chosen = [row for row in form.chosen if wanted["selected"] or row.paper is None]
    dated_on = wanted["dated_on"] or timezone.localdate()
    failed = 0
    for row in chosen[:AT_ONCE]:
        try:
            issuing.issue(
                row.person,
                kind,
                by=request.user,
                dated_on=dated_on,
                anew=bool(wanted["selected"]),
            )
        except (issuing.NotDue, NotSet):
            failed += 1
    done = len(chosen[:AT_ONCE]) - failed
    said = ngettext("%(number)d paper is issued.", "%(number)d papers are issued.", done)
    messages.success(request, said % {"number": done})
    if failed:
        said = ngettext("%(number)d was not made.", "%(number)d were not made.", failed)
        messages.error(request, said % {"number": failed})
    if len(chosen) > AT_ONCE:
        left = len(chosen) - AT_ONCE
        said = ngettext(
            "%(number)d is left: press again.", "%(number)d are left: press again.", left
        )
        messages.warning(request, said % {"number": left})


def _revoke(request, workshop, kind, form):
    done = sum(issuing.revoke(row.paper) for row in form.chosen if row.paper)
    said = ngettext("%(number)d paper is revoked.", "%(number)d papers are revoked.", done)
    messages.success(request, said % {"number": done})


def _download(request, workshop, kind, form):
    """Those that count, under their numbers: a name of a file names nobody."""
    wanted = form.cleaned_data
    issued = [row for row in form.chosen if row.paper]
    if not wanted["include_protected"]:
        issued = [row for row in issued if not row.person.is_protected]
    if not issued:
        messages.warning(request, _("There is nothing to download."))
        return None
    if policy.shows_again(request, lambda: len(issued)):
        return factors.ask_again(request.path)
    made = {}
    for row in issued:
        with row.paper.file.open() as file:
            made[row.paper.number] = file.read()
    printing.log(
        request.user,
        workshop,
        purpose=PURPOSES[kind],
        format="pdf",
        filter=f"selected={len(wanted['selected'])}" if wanted["selected"] else "",
        columns=COLUMNS[kind],
        people=[row.person for row in issued],
        reason=wanted["reason"],
    )
    return printing.as_file(made, f"{workshop.slug}-{PURPOSES[kind]}")


ACTS = {"issue": _issue, "revoke": _revoke, "download": _download}
PERMISSIONS = {
    "issue": "workshops.add_issuedpaper",
    "revoke": "workshops.change_issuedpaper",
    "download": "workshops.export_delegate",
}


def section(workshop):
    """[(title, what it is, its page)] for the tab of lists and papers."""
    return [
        (
            purposes.PAPERS[PURPOSES[kind]],
            ABOUT[kind],
            reverse("admin:workshops_workshop_issued", args=[workshop.pk, kind]),
        )
        for kind in Kind
    ]
