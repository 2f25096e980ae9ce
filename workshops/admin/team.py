"""Who works on a workshop: its accounts, added and taken off by whoever works on it themselves."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from partnerships import audit
from partnerships.models import User, group_name
from workshops.admin import navigation, policy
from workshops.models import Assignment

# what the audit calls it
RIGHT = "workshops.work_on_this_workshop"


class AddForm(forms.Form):
    account = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Account"),
        error_messages={
            "required": gettext_lazy("Choose an account."),
            "invalid_choice": gettext_lazy("Choose one of the accounts listed."),
        },
    )

    def __init__(self, *args, workshop, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = Assignment.objects.accounts_to_add(workshop)


class RemoveForm(forms.Form):
    """Nobody takes themselves off: they would stand before a closed door."""

    assignment = forms.ModelChoiceField(Assignment.objects.none())

    def __init__(self, *args, workshop, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignment"].queryset = workshop.assignments.exclude(user=account)


@require_safe
@policy.needs(*policy.SEE_TEAM)
def team(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    return _page(request, workshop, AddForm(workshop=workshop))


@require_POST
@policy.needs("workshops.add_assignment")
def add(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    form = AddForm(request.POST, workshop=workshop)
    if not form.is_valid():
        return _page(request, workshop, form, status=422)
    account = form.cleaned_data["account"]
    _made, is_new = workshop.assignments.get_or_create(
        user=account, defaults={"assigned_by": request.user}
    )
    if is_new:
        note(request, workshop, account, given=[RIGHT])
    messages.success(request, _("%(name)s works on this workshop now.") % {"name": account})
    return redirect(navigation.url_of(workshop, "team"))


@require_POST
@policy.needs("workshops.delete_assignment")
def remove(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    form = RemoveForm(request.POST, workshop=workshop, account=request.user)
    if form.is_valid():
        assignment = form.cleaned_data["assignment"]
        assignment.delete()
        note(request, workshop, assignment.user, taken=[RIGHT])
        text = _("%(name)s does not work on this workshop any more.")
        messages.success(request, text % {"name": assignment.user})
    return redirect(navigation.url_of(workshop, "team"))


def note(request, workshop, account, **rights):
    """Rights `given` to an account on a workshop, or `taken` from it, go on record."""
    act = audit.Action.RIGHTS
    audit.record(act, request=request, about=account, workshop=workshop.pk, **rights)


def _page(request, workshop, form, status=200):
    found = workshop.assignments.with_accounts()
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "change")
        | {
            "title": _("Who works on it"),
            "rows": [(each, _roles(each.user), each.user != request.user) for each in found],
            "for_all": [(each, _roles(each)) for each in Assignment.objects.accounts_for_all()],
            "form": form,
            "errors": form.errors,
            "may_add": request.user.has_perm("workshops.add_assignment"),
            "may_remove": request.user.has_perm("workshops.delete_assignment"),
        }
    )
    return render(request, "workshops/admin/team.html", context, status=status)


def _roles(account):
    """In words; expects the groups to be loaded."""
    if account.is_superuser:
        return _("May do everything")
    return ", ".join(str(group_name(group)) for group in account.groups.all())
