"""The people of one workshop: counted by status, filtered, grouped by who sends them."""

import copy
from dataclasses import dataclass, field
from itertools import groupby

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workshops.admin import acts, asking, navigation, policy
from workshops.models import Delegation, Status, Workshop
from workshops.registration import proposals
from workshops.registration.forms import UNDECIDED, PeopleFilterForm

ON_A_PAGE = 100
FLAT = "flat"


@dataclass
class Group:
    delegation: Delegation | None
    people: list = field(default_factory=list)


@dataclass(frozen=True)
class Pill:
    text: str
    url: str


@require_safe
@policy.needs(*policy.SEE_PEOPLE)
def people_list(request, pk):
    workshop, in_hand = _workshop_and_others(pk)
    people = PeopleList(workshop, request.GET)
    may_change = request.user.has_perm("workshops.change_delegate")
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "people", in_hand)
        | {
            "title": _("People"),
            "people": people,
            "acts": asking.PEOPLE_ACTS.values(),
            "proposals": people.proposals,
            "promote": acts.PROMOTE,
            "may_change": may_change,
            "ask_again": asking.ASK_AGAIN if may_change and people.lacks_answers else None,
            "may_add": request.user.has_perm("workshops.add_delegate"),
            "may_import": request.user.has_perms(policy.IMPORT_PEOPLE),
            "may_export": request.user.has_perm("workshops.export_delegate"),
            "may_see_needs": policy.may(request.user, *policy.SEE_NEEDS),
            "now": timezone.now(),
        }
    )
    return render(request, "workshops/admin/people.html", context)


def _workshop_and_others(pk):
    """One query for the page's workshop and for the switcher."""
    in_hand = list(Workshop.objects.beside(pk).with_waiting())
    for workshop in in_hand:
        if workshop.pk == pk:
            return workshop, in_hand
    raise Http404


class PeopleList:
    """What the page shows for a query string. The status counts obey all the other filters."""

    def __init__(self, workshop, query):
        self.workshop = workshop
        self.query = query
        self.is_flat = query.get("view") == FLAT
        self.form = PeopleFilterForm(query, workshop=workshop)
        self.delegations = {
            delegation.pk: delegation
            for delegation in workshop.delegations.with_senders().by_sender().with_counts()
        }
        self._offer_choices()
        self.is_valid = self.form.is_valid()

    def _offer_choices(self):
        """From what was read already, instead of more queries per field."""
        tracks = {track.slug: track for track in self.workshop.tracks.all()}
        by_key = {str(pk): delegation for pk, delegation in self.delegations.items()}
        for name, things in (("delegation", by_key), ("track", tracks)):
            self.form.fields[name] = forms.TypedChoiceField(
                label=self.form.fields[name].label,
                choices=[("", _("all")), *((key, str(thing)) for key, thing in things.items())],
                coerce=things.get,
                empty_value=None,
                required=False,
            )

    @cached_property
    def numbers(self):
        """{status: (people, protected)} of everyone the other filters leave."""
        if not self.is_valid:
            return {}
        of_any_status = copy.copy(self.form)
        of_any_status.cleaned_data = self.form.cleaned_data | {"status": ""}
        people = of_any_status.applied_to(self.workshop.delegates.all())
        numbers = people.numbers_by_status()
        if self.status == UNDECIDED:
            of_nominated = people.undecided().numbers_by_status()
            numbers[UNDECIDED] = of_nominated.get(Status.NOMINATED, (0, 0))
        return numbers

    @property
    def status(self):
        return self.form.cleaned_data["status"] if self.is_valid else ""

    @cached_property
    def counts(self):
        """The tiles: (label, number, link, is current), all statuses first."""
        everyone = sum(self.numbers.get(status, (0, 0))[0] for status in Status)
        tiles = [(_("All"), everyone, self.url(status=""), not self.status)]
        for status in Status:
            number = self.numbers.get(status, (0, 0))[0]
            tiles.append((status.label, number, self.url(status=status), self.status == status))
        return tiles

    @property
    def _shown_numbers(self):
        if self.status:
            return [self.numbers.get(self.status, (0, 0))]
        return self.numbers.values()

    @property
    def number(self):
        return sum(number for number, _protected in self._shown_numbers)

    @property
    def lacks_answers(self):
        """Whether it is a list of those whose answer is missing, to be asked all at once."""
        return self.status == Status.ACCEPTED and self.number > 0

    @property
    def number_protected(self):
        return sum(protected for _number, protected in self._shown_numbers)

    @property
    def number_exported(self):
        return self.number - self.number_protected

    @cached_property
    def page(self):
        people = self.workshop.delegates.with_senders()
        people = self.form.applied_to(people) if self.is_valid else people.none()
        if not self.is_flat:
            people = people.by_sender()
        paginator = Paginator(people, ON_A_PAGE)
        paginator.count = self.number  # counted by status already
        wanted = self.query.get("page", "")
        known = [str(number) for number in paginator.page_range]
        return paginator.page(int(wanted) if wanted in known else 1)

    @property
    def proposals(self):
        """For the free seats of the whole workshop, whatever the filters."""
        if not self.workshop.someone_waits:
            return []
        delegations = self.delegations.values()
        return proposals.for_workshops([self.workshop], delegations)[self.workshop.pk]

    @cached_property
    def groups(self):
        if self.is_flat:
            return [Group(None, list(self.page))]
        return [
            Group(self.delegations.get(delegation_pk), list(people))
            for delegation_pk, people in groupby(self.page, key=lambda person: person.delegation_id)
        ]

    @property
    def pills(self):
        """The filters that are on, each with the link that takes it away."""
        if not self.is_valid:
            return []
        chosen = self.form.cleaned_data
        return [
            Pill(f"{bound.label}: {_words(bound, value)}", self.url(**{bound.name: ""}))
            for bound in self.form
            if (value := chosen[bound.name])
        ]

    def url(self, **changes):
        """This list with some parameters changed; an empty one is dropped, and so is the page."""
        query = self.query.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    @property
    def grouped_url(self):
        return self.url(view="")

    @property
    def flat_url(self):
        return self.url(view=FLAT)

    @property
    def pages(self):
        return [(number, self.url(page=number)) for number in self.page.paginator.page_range]

    @property
    def export_url(self):
        url = reverse("admin:participants_csv", args=[self.workshop.slug])
        return f"{url}{self.url(view='')}"

    @property
    def back(self):
        return self.query.urlencode()


def _words(bound, value):
    """How a chosen value is called in the list of choices."""
    if isinstance(value, str):
        return dict(getattr(bound.field, "choices", ())).get(value, value)
    return str(value)
