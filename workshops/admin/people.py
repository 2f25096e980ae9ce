"""The people of one workshop: counted by status, filtered, grouped by who sends them."""

import copy
from dataclasses import dataclass, field
from itertools import groupby

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tools import languages
from workshops.admin import acts, asking, lists, narrowing, navigation, policy
from workshops.exports.purposes import FULL
from workshops.models import OCCUPYING, Delegate, Delegation, Status, Workshop, for_user
from workshops.registration import proposals
from workshops.registration.forms import PeopleFilterForm

ON_A_PAGE = 100
FLAT = "flat"


@dataclass
class Group:
    delegation: Delegation | None
    people: list = field(default_factory=list)


@require_safe
@policy.needs(*policy.SEE_PEOPLE)
def people_list(request, pk):
    workshop, in_hand = _workshop_and_others(request, pk)
    people = PeopleList(workshop, request.GET)
    may_change = request.user.has_perm("workshops.change_delegate")
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "people", in_hand)
        | {
            "title": _("People"),
            "people": people,
            "acts": asking.offer_to_people(people.page) if may_change else [],
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


def _workshop_and_others(request, pk):
    """One query for the page's workshop and for the switcher."""
    beside = for_user(Workshop.objects.beside(pk), request.user)
    in_hand = list(beside.with_waiting())
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
            for delegation in workshop.delegations.with_senders().by_sender()
        }
        self.tally = list(workshop.delegates.filter(role=Delegate.Role.DELEGATE).tally())
        self._count()
        self._offer_choices()
        self.is_valid = self.form.is_valid()

    def _count(self):
        """As with_counts() would, out of what the proposals count anyway."""
        for delegation in self.delegations.values():
            delegation.named = delegation.accepted = delegation.coming = 0
        for row in self.tally:
            if delegation := self.delegations.get(row["delegation_id"]):
                delegation.named += row["number"]
                delegation.accepted += row["number"] * (row["status"] in OCCUPYING)
                delegation.coming += row["number"] * (row["status"] == Status.CONFIRMED)

    def _offer_choices(self):
        """From what was read already, instead of more queries per field."""
        tracks = {track.slug: track for track in self.workshop.tracks.all()}
        language = languages.current_language()
        named = sorted(
            self.delegations.values(), key=lambda each: languages.sort_key(str(each), language)
        )
        by_key = {str(delegation.pk): delegation for delegation in named}
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
        everyone = self.workshop.delegates.all()
        numbers = of_any_status.applied_to(everyone).numbers_by_status()
        if self.status and self.status not in Status:
            chosen = self.form.applied_to(everyone).numbers_by_status().values()
            numbers[self.status] = tuple(map(sum, zip(*chosen, strict=True))) or (0, 0)
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
        people = self.workshop.delegates.with_senders().select_related("needs")
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
        found = proposals.for_workshops([self.workshop], delegations, self.tally)
        return found[self.workshop.pk]

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
        return narrowing.pills(self.form, self.url)

    def url(self, **changes):
        return narrowing.changed(self.query, **changes)

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
        return lists.url_of(self.workshop, FULL.key)

    @property
    def lists_url(self):
        return navigation.url_of(self.workshop, "papers") + self.url(view="")

    @property
    def filters(self):
        """[(name, text)] for a form that leads to the same people."""
        return [
            (name, self.query[name]) for name in PeopleFilterForm.base_fields if name in self.query
        ]

    @property
    def back(self):
        return self.query.urlencode()
