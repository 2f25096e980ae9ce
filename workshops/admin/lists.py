"""Lists of people that leave the system: which there are, and the page of each."""

import logging
from dataclasses import dataclass
from functools import partial, wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from partnerships.login import factors
from tools.spreadsheets import content_disposition
from workshops.admin import navigation, policy
from workshops.admin.list_form import FILTERS, ListForm
from workshops.exports.downloads import Export
from workshops.exports.known import Known
from workshops.exports.purposes import PURPOSES, Protected
from workshops.registration.forms import PeopleFilterForm

FORMATS = ("xlsx", "csv")
logger = logging.getLogger(__name__)


def may_take(user, purpose):
    """The right to take lists out, and for what tells of food, access or rooms that one, too."""
    if not policy.may(user, *policy.TAKE_LISTS):
        return False
    return not purpose.tells_needs or policy.may(user, *policy.SEE_NEEDS)


def of_purpose(view):
    """The policy of the page of a list; who is refused is noted by number, not by name."""

    @wraps(view)
    def guarded(request, pk, purpose):
        if purpose not in PURPOSES:
            raise Http404
        wanted = PURPOSES[purpose]
        if not may_take(request.user, wanted):
            logger.warning(
                "Refused: account %s, list %s of workshop %s", request.user.pk, purpose, pk
            )
            policy.note_refusal(request)
            raise PermissionDenied
        return view(request, policy.list_of_workshop_or_404(request, pk), wanted)

    guarded.policy = policy.TAKE_LISTS
    return guarded


@require_http_methods(["GET", "POST"])
@of_purpose
def list_page(request, workshop, purpose):
    """What stands in the list; posted with a format it is the file, else the page once more."""
    about = {"workshop": workshop, "purpose": purpose, "account": request.user}
    if request.method == "GET":
        form = ListForm(asked_for(request), **about)
        form.is_valid()
        return page(request, form)
    form = ListForm(request.POST, **about)
    file_format = request.POST.get("format", "")
    if file_format not in FORMATS:
        if form.is_valid():
            form.remember()
        return page(request, form)
    if not form.is_valid() or not has_reason(form, file_format):
        return page(request, form)
    if "picked" in request.POST:
        form.remember()
    policy.require_few_files(request)
    if policy.shows_again(request, partial(number_of, form.order(file_format))):
        return factors.ask_again(request.path + form.address())
    return download(form, file_format)


def asked_for(request):
    """What an address may say of a list; who gets it and why is said by whoever takes it out."""
    query = request.GET.copy()
    for name in ("include_protected", "recipient", "reason", "picked"):
        query.pop(name, None)
    query.setdefault("language", request.user.language)
    return query


def has_reason(form, file_format):
    """Whether there is one, where the list needs one; else the form says so."""
    order = form.order(file_format)
    if order.needs_reason and not order.reason:
        form.add_error("reason", _("Say why this list is taken out."))
        return False
    return True


def number_of(order):
    people = order.purpose.people_of(order.people, with_protected=order.with_protected)
    return people.count()


def download(form, file_format):
    with override(form.cleaned_data["language"]):
        order = form.order(file_format)
    export = Export(order)
    headers = {
        "Content-Disposition": content_disposition(export.file_name),
        "Cache-Control": "no-store",
        "X-Row-Count": str(export.row_count),
    }
    return StreamingHttpResponse(export, content_type=export.content_type, headers=headers)


def page(request, form):
    workshop, purpose = form.workshop, form.purpose
    # what is said about it changes nothing in the list itself
    is_known = set(form.errors) <= {"reason", "recipient"}
    order = form.order("xlsx") if is_known else None
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "papers")
        | {
            "title": str(purpose.title),
            "form": form,
            "purpose": purpose,
            "filters": [form[name] for name in FILTERS],
            "filters_on": form.filters_on() if is_known else [],
            "number": _number(order) if order else None,
            "number_protected": _left_out(order) if order else 0,
            "needs_reason": bool(order and order.needs_reason),
            "may_include": purpose.protected is Protected.ON_REQUEST,
            "address": form.address() if is_known else "",
        }
    )
    response = render(
        request, "workshops/admin/list.html", context, status=400 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response


def _number(order):
    return order.purpose.rows(
        order.chosen, order.columns, Known(order.workshop, order.language)
    ).number


def _left_out(order):
    """How many protected people the list would hold if it were asked for."""
    if order.purpose.protected is not Protected.ON_REQUEST:
        return 0
    return order.purpose.people_of(order.people, with_protected=True).protected().count()


@dataclass(frozen=True)
class Entry:
    """One list on the page of all. `number` counts its people, whatever its rows are."""

    key: str
    icon: str
    title: str
    about: str
    number: int
    names_people: bool
    url: str


def context(request, workshop):
    """For _lists.html: the lists that the account may take, for the people that the filters of
    the address leave; those which make no sense count as none."""
    form = PeopleFilterForm(request.GET, workshop=workshop)
    is_filtered = form.is_valid() and any(form.cleaned_data.values())
    people = workshop.delegates.all()
    people = form.applied_to(people) if is_filtered else people
    query = "?" + request.GET.urlencode() if is_filtered else ""
    return {
        "may_export": policy.may(request.user, *policy.TAKE_LISTS),
        "is_filtered": is_filtered,
        "lists": [
            Entry(
                key=purpose.key,
                icon=purpose.icon,
                title=purpose.title,
                about=purpose.about,
                number=purpose.people_of(people, with_protected=False).count(),
                names_people=purpose.names_people,
                url=url_of(workshop, purpose.key) + query,
            )
            for purpose in PURPOSES.values()
            if may_take(request.user, purpose)
        ],
    }


def url_of(workshop, key):
    return reverse("admin:workshops_workshop_list", kwargs={"pk": workshop.pk, "purpose": key})
