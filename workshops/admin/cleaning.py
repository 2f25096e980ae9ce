"""What of a workshop is erased when, what has been, and what has to wait."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from partnerships import audit
from workshops.admin import navigation, policy
from workshops.exports.downloads import stated
from workshops.models import LegalHold, RetentionRun
from workshops.retention import erase
from workshops.retention.policy import of_workshops

LATEST = 20


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("A file reference is enough; name nobody."),
        error_messages={"required": gettext_lazy("Say why nothing may be erased.")},
    )
    until = forms.DateField(
        label=gettext_lazy("Last day of the hold"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Say until when nothing may be erased."),
            "invalid": gettext_lazy("Write a day of the calendar, for example 28.11.2027."),
        },
    )

    def clean_reason(self):
        reason = stated(self.cleaned_data["reason"])
        if not reason:
            raise ValidationError(_("Say why nothing may be erased."))
        return reason

    def clean_until(self):
        day = self.cleaned_data["until"]
        if day < timezone.localdate():
            raise ValidationError(_("This day is over."))
        return day


@require_safe
@policy.needs(*policy.SEE_PEOPLE)
def cleaning(request, pk):
    return _page(request, policy.workshop_or_404(request, pk))


@require_POST
@policy.needs("workshops.add_legalhold")
def hold(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, workshop, form=form, status=422)
    held = LegalHold.objects.create(workshop=workshop, set_by=request.user, **form.cleaned_data)
    audit.record(audit.Action.HOLD_SET, request=request, about=held, workshop=pk)
    messages.success(request, _("Nothing of this workshop is erased until the hold ends."))
    return redirect(navigation.url_of(workshop, "cleaning"))


@require_POST
@policy.needs("workshops.change_legalhold")
def lift(request, pk, hold_pk):
    """Pressed twice, it stays as it is."""
    holds = LegalHold.objects.select_related("workshop")
    found = policy.thing_or_404(request, holds, pk=hold_pk, workshop=pk)
    standing = LegalHold.objects.filter(pk=found.pk, lifted_at=None)
    if standing.update(lifted_at=timezone.now(), lifted_by=request.user):
        audit.record(audit.Action.HOLD_LIFTED, request=request, about=found, workshop=pk)
    if LegalHold.objects.standing().filter(workshop=pk).exists():
        text = _("The hold is lifted. Another one stands: nothing is erased yet.")
    else:
        text = _("The hold is lifted. What is due is erased with the next round.")
    messages.success(request, text)
    return redirect(navigation.url_of(found.workshop, "cleaning"))


def _page(request, workshop, *, form=None, status=200):
    now = timezone.now()
    holds = list(workshop.legal_holds.select_related("set_by", "lifted_by"))
    standing = [
        each for each in holds if each.lifted_at is None and each.until >= timezone.localdate(now)
    ]
    rows = _rows(workshop, now, max((each.until for each in standing), default=None))
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "cleaning")
        | {
            "title": _("Clean-up"),
            "rows": rows,
            "number_due": sum(row["held"] for row in rows if row["is_over"]),
            "standing": standing,
            "past_holds": [each for each in holds if each not in standing],
            "runs": _runs(workshop),
            "form": form or HoldForm(),
            "is_refused": status != 200,
            "may_hold": policy.may(request.user, "workshops.add_legalhold"),
            "may_lift": policy.may(request.user, "workshops.change_legalhold"),
            "may_prove": policy.may(request.user, *policy.ERASE_PEOPLE),
        }
    )
    return render(request, "workshops/admin/cleaning.html", context, status=status)


def _rows(workshop, at, held_until):
    """One of each rule of the table: what is held now, and until when; a count of each. A legal
    hold until a later day keeps it until then."""
    today = workshop.local_date(at)
    erased = dict(
        workshop.erasures.filter(run__is_dry_run=False)
        .order_by()
        .values_list("rule")
        .annotate(Sum("number"))
    )
    return [
        {
            "what": capfirst(rule.table._meta.verbose_name_plural),
            "fields": [
                capfirst(rule.table._meta.get_field(name).verbose_name)
                for name in rule.fields
                if len(rule.fields) < 4
            ],
            "rule": rule,
            "until": rule.term.until(workshop),
            "held_until": held_until
            if held_until and held_until > rule.term.until(workshop)
            else None,
            "is_over": today > rule.term.until(workshop),
            "held": erase.held(rule).filter(**{rule.workshop: workshop.pk}).count(),
            "erased": erased.get(rule.key, 0),
        }
        for rule in of_workshops()
        if not rule.model.startswith("workshops.Historical")
    ]


def _runs(workshop):
    """The latest reports that have erased something here."""
    mine = RetentionRun.objects.filter(is_dry_run=False, erasures__workshop=workshop)
    return (
        mine.select_related("run_by")
        .annotate(number=Sum("erasures__number"))
        .order_by("-started_at", "-pk")[:LATEST]
    )
