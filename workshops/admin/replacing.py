"""Someone else comes instead: the successor's own data; seat, rank and track go over."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnerships.admin.forms import CheckedForm
from workshops.admin import acts, navigation, policy
from workshops.models import Delegate
from workshops.registration import lifecycle, seats
from workshops.registration.transitions import NotAllowed


class SuccessorForm(CheckedForm):
    class Meta:
        model = Delegate
        fields = [
            "given_name",
            "family_name",
            "name_latin",
            "position",
            "email",
            "language",
            "languages_spoken",
        ]

    def __init__(self, *args, before, **kwargs):
        super().__init__(*args, initial={"language": before.language}, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)

    def show(self, refused):
        """What the lifecycle refuses, which asks for seat and address under the lock."""
        if isinstance(refused, seats.NoSeatLeft):
            self.add_error(None, acts.why(refused))
        else:
            self._update_errors(refused)


@require_http_methods(["GET", "POST"])
@policy.needs("workshops.change_delegate")
def replace(request, pk, person_pk):
    people = Delegate.objects.with_senders()
    before = policy.thing_or_404(request, people, pk=person_pk, workshop=pk)
    if not before.can_leave:
        return _already_gone(request, before)
    form = SuccessorForm(request.POST or None, before=before)
    if request.method == "POST" and form.is_valid():
        try:
            after = lifecycle.replace(before, by=request.user, **form.cleaned_data)
        except NotAllowed:
            return _already_gone(request, before)
        except (ValidationError, seats.NoSeatLeft) as refused:
            form.show(refused)
        else:
            messages.success(request, _done(before, after))
            return redirect(_home(after))
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, before.workshop, "people")
        | {
            "title": _("Replace %(name)s") % {"name": before},
            "before": before,
            "form": form,
            "errors": form.errors,
            "back_url": _home(before),
        }
    )
    return render(request, "workshops/admin/replace.html", context)


def _already_gone(request, before):
    """A second press, or another organiser was quicker: what was done already is said."""
    after = before.replaced_by.first()
    if after:
        messages.success(request, _done(before, after))
    else:
        text = _("%(name)s has left the list: nobody to replace.")
        messages.warning(request, text % {"name": before})
    return redirect(_home(before))


def _done(before, after):
    return _("%(before)s is replaced by %(after)s.") % {"before": before, "after": after}


def _home(person):
    if person.delegation:
        return navigation.url_of_delegation(person.delegation)
    return navigation.url_of(person.workshop, "people")
