"""A table of municipalities with their contacts: what importing it would do, then doing it."""

import io
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from partnerships import audit
from partnerships.admin.upload import UploadForm
from partnerships.contact_import.columns import TITLES, known_heading, unknown_headings
from partnerships.contact_import.plan import Refused, Verdict, carry_out, plan
from tools.sheets.limits import BadTable
from tools.sheets.reading import How, read

MOST_LINES = 100
SAMPLE = 3


class ImportForm(UploadForm):
    purpose = "contact-import"

    add_municipalities = forms.BooleanField(
        label=gettext_lazy("Add municipalities that are unknown"),
        help_text=gettext_lazy("Only where the row has a country."),
        required=False,
    )

    def __init__(self, *args, may_add_municipalities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Table (.csv, .xlsx or .ods)")
        if not may_add_municipalities:
            del self.fields["add_municipalities"]

    def table(self):
        wanted = self.cleaned_data
        how = How(wanted["encoding"], wanted["delimiter"])
        return read(io.BytesIO(wanted["content"]), how, limits=self.limits, known=known_heading)

    @property
    def may_add(self):
        return self.cleaned_data.get("add_municipalities", False)


@require_http_methods(["GET", "POST"])
def contact_import(request, fixed_addresses):
    """Behind AdminSite.admin_view, which asks for the login. Which addresses the account may not
    change says `fixed_addresses`, see FixedAddresses."""
    if not request.user.has_perms(["partnerships.add_contact", "partnerships.change_contact"]):
        raise PermissionDenied
    may_add_municipalities = request.user.has_perm("partnerships.add_municipality")
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        may_add_municipalities=may_add_municipalities,
    )
    fixed = partial(fixed_addresses, request)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            table = form.table()
            if form.cleaned_data["act"] != "check" and _import(request, form, table, fixed):
                return redirect("admin:partnerships_contact_changelist")
            context |= _preview(form, table, fixed)
        except BadTable as bad:
            form.add_error(None, str(bad))
            context["kept"] = "" if form.cleaned_data["file"] else form.data["kept"]
    context |= admin.site.each_context(request) | {
        "title": _("Import contacts"),
        "headings": TITLES.values(),
        "verdicts": Verdict,
    }
    return render(request, "admin/contact_import.html", context)


def _import(request, form, table, fixed):
    """Whether it was done; what was done is told on the next page."""
    try:
        done = carry_out(
            table,
            add_municipalities=form.may_add,
            fixed=fixed,
            only_good=form.cleaned_data["act"] == "good",
            mark=form.cleaned_data["mark"] or "none was shown",
        )
    except Refused:
        text = _("Nothing was imported: contacts have changed in the meantime. Look again.")
        messages.error(request, text)
        return False
    moved = [line.contact.pk for line in done.lines if line.has_another_address]
    if moved:
        audit.record(audit.Action.ADDRESS, request=request, contacts=moved)
    counts = done.counts()
    text = _("Imported: %(new)d new, %(changed)d changed, %(same)d the same, %(left_out)d left out")
    messages.success(
        request,
        text
        % {
            "new": counts[Verdict.NEW],
            "changed": counts[Verdict.CHANGED],
            "same": counts[Verdict.SAME],
            "left_out": counts[Verdict.ERROR],
        },
    )
    return True


def _preview(form, table, fixed):
    carried = form.carried()
    made = plan(table, add_municipalities=form.may_add, fixed=fixed)
    form.data = form.data.copy()
    form.data["encoding"], form.data["delimiter"] = table.encoding, table.delimiter
    groups = [
        (verdict, made.of(verdict)) for verdict in (Verdict.ERROR, Verdict.CHANGED, Verdict.NEW)
    ]
    return {
        "kept": carried,
        "table": table,
        "sample": table.rows[:SAMPLE],
        "unknown": unknown_headings(table),
        "plan": made,
        "groups": [(verdict, lines[:MOST_LINES], len(lines)) for verdict, lines in groups if lines],
        "same": len(made.of(Verdict.SAME)),
        "errors": len(made.of(Verdict.ERROR)),
        "good": len(made.of(Verdict.NEW)) + len(made.of(Verdict.CHANGED)),
    }
