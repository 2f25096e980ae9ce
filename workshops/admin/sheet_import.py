"""A sheet with people: what importing it would do, then doing it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tools.sheets.limits import BadTable
from workshops.admin import navigation, policy
from workshops.admin.sheet_import_form import LIMITS, SheetForm
from workshops.admin.sheet_import_preview import Preview
from workshops.registration.sheet_import.carrying_out import Refused, carry_out
from workshops.registration.sheet_import.columns import headings
from workshops.registration.sheet_import.lines import Verdict
from workshops.registration.sheet_import.plan import plan


@require_http_methods(["GET", "POST"])
@policy.needs(*policy.IMPORT_PEOPLE)
def import_people(request, pk):
    if not request.user.has_perms(policy.IMPORT_PEOPLE):
        raise PermissionDenied
    workshop = policy.workshop_or_404(request, pk)
    form = SheetForm(
        request.POST or None, request.FILES or None, workshop=workshop, user=request.user
    )
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context["preview"], is_done = _answer(request, workshop, form)
            if is_done:
                return redirect(navigation.url_of(workshop, "people"))
        except BadTable as bad:
            form.add_error(None, str(bad))
            context["kept"] = "" if form.cleaned_data["file"] else form.data.get("kept", "")
    context |= (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "people")
        | {
            "title": _("Import people"),
            "headings": headings(),
            "most_rows": LIMITS.rows,
            "verdicts": Verdict,
        }
    )
    return render(request, "workshops/admin/people_import.html", context)


def _answer(request, workshop, form):
    """What to show, and whether it was done: then nothing is shown here. Raises BadTable."""
    table = form.table()
    choices = form.choices(table)
    act = form.cleaned_data["act"]
    if act == "check":
        made = plan(workshop, table, choices)
    else:
        try:
            done = carry_out(
                workshop,
                table,
                choices,
                by=request.user,
                only_good=act == "good",
                mark=form.cleaned_data["mark"] or "none was shown",
            )
        except Refused as refused:
            made = refused.plan
            text = _("Nothing was imported: the list has changed in the meantime. Look again.")
            messages.error(request, text)
        else:
            messages.success(request, _told(done))
            return None, True
    form.show(table)
    return Preview(made, choices, form.carried()), False


def _told(done):
    counts = done.counts()
    text = _("Imported: %(new)d new, %(changed)d changed, %(same)d the same, %(left_out)d left out")
    return text % {
        "new": counts[Verdict.NEW],
        "changed": counts[Verdict.CHANGED],
        "same": counts[Verdict.SAME],
        "left_out": counts[Verdict.ERROR],
    }
