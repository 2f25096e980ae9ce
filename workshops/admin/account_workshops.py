"""On which workshops an account works, chosen from its page: the same as team.py from the other
side."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from partnerships.models import User
from tools import languages
from workshops.admin import policy, team
from workshops.models import Assignment, Workshop, for_user, works_on_all

ADD, REMOVE = "workshops.add_assignment", "workshops.delete_assignment"


class WorkshopsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, workshop):
        days = workshop.starts_on, workshop.ends_on
        return f"{workshop} ({languages.date_range(*days, languages.current_language())})"


class AddForm(forms.Form):
    """Of the workshops that who adds works on themselves."""

    workshops = WorkshopsField(
        Workshop.objects.none(),
        error_messages={
            "required": gettext_lazy("Choose a workshop."),
            "invalid_choice": gettext_lazy("Choose of the workshops listed."),
        },
    )

    def __init__(self, *args, account, by, **kwargs):
        super().__init__(*args, **kwargs)
        offered = Assignment.objects.workshops_to_add(account)
        self.fields["workshops"].queryset = for_user(offered, by)


class RemoveForm(forms.Form):
    """Nobody takes themselves off: they would stand before a closed door."""

    assignment = forms.ModelChoiceField(Assignment.objects.none())

    def __init__(self, *args, account, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignment"].queryset = _seen(account, by).exclude(user=by)


@require_http_methods(["GET", "POST"])
@policy.needs(*policy.SEE_TEAM)
def workshops_of(request, pk):
    account = _account_or_404(request, pk)
    if request.method == "GET":
        return _page(request, account, AddForm(account=account, by=request.user))
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    form = AddForm(request.POST, account=account, by=request.user)
    if not form.is_valid():
        return _page(request, account, form, status=422)
    for workshop in form.cleaned_data["workshops"]:
        _made, is_new = account.assignments.get_or_create(
            workshop=workshop, defaults={"assigned_by": request.user}
        )
        if is_new:
            team.note(request, workshop, account, given=[team.RIGHT])
    messages.success(request, _("%(name)s works on them now.") % {"name": account})
    return redirect("admin:account_workshops", pk)


@require_POST
@policy.needs(REMOVE)
def remove(request, pk):
    account = _account_or_404(request, pk)
    form = RemoveForm(request.POST, account=account, by=request.user)
    if form.is_valid():
        assignment = form.cleaned_data["assignment"]
        assignment.delete()
        team.note(request, assignment.workshop, account, taken=[team.RIGHT])
        text = _("%(name)s does not work on this workshop any more.")
        messages.success(request, text % {"name": account})
    return redirect("admin:account_workshops", pk)


def _account_or_404(request, pk):
    if not policy.may(request.user, *policy.SEE_ACCOUNTS):
        raise PermissionDenied
    return get_object_or_404(User, pk=pk)


def _seen(account, by):
    return for_user(account.assignments.with_workshops(), by)


def _page(request, account, form, status=200):
    context = admin.site.each_context(request) | {
        "title": _("Workshops of %(name)s") % {"name": account},
        "account": account,
        "works_on_all": works_on_all(account),
        "rows": _seen(account, request.user),
        "form": form,
        "errors": form.errors,
        "may_add": request.user.has_perm(ADD),
        "may_remove": request.user.has_perm(REMOVE) and account != request.user,
    }
    return render(request, "workshops/admin/account_workshops.html", context, status=status)


# beside those of a workshop: [(name, address, page)]
PAGES = [
    ("account_workshops", "accounts/<int:pk>/workshops/", workshops_of),
    ("account_workshops_remove", "accounts/<int:pk>/workshops/remove/", remove),
]
