"""The messages of one workshop: counted by state and kind, the latest first."""

from collections import Counter

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from workshops.admin import navigation, policy
from workshops.admin.navigation import BY_HAND
from workshops.admin.tasks import alarms
from workshops.models import Message, is_sending
from workshops.models.message import NOT_NEEDED

ON_A_PAGE = 50
State = Message.State
STATES = [
    (BY_HAND, gettext_lazy("To be sent by hand")),
    *((state, NOT_NEEDED if state == State.SUPERSEDED else state.label) for state in State),
]


class FilterForm(forms.Form):
    state = forms.ChoiceField(choices=STATES, required=False)
    kind = forms.ChoiceField(choices=Message.Kind.choices, required=False)


@require_safe
@policy.needs(*policy.SEE_MESSAGES)
def message_list(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "messages")
        | {
            "title": _("Messages"),
            "messages_found": MessageList(policy.messages_of(request.user, workshop), request.GET),
            "is_sending": is_sending(),
            "alarms": alarms(request.user),
            "may_write": request.user.has_perm("workshops.change_delegation"),
        }
    )
    return render(request, "workshops/admin/message_list.html", context)


class MessageList:
    """What the page shows for a query string; a filter that is none counts as not set."""

    def __init__(self, found, query):
        form = FilterForm(query)
        form.is_valid()
        self.state = form.cleaned_data.get("state", "")
        self.kind = form.cleaned_data.get("kind", "")
        self.wanted_page = query.get("page", "")
        self.messages = found

    @cached_property
    def numbers(self):
        """{(state as the page tells them apart, kind): how many}"""
        numbers = Counter()
        for state, kind, number, without in self.messages.numbers_by_state_and_kind():
            by_hand = 0
            if state == State.QUEUED:
                by_hand = without if is_sending() else number
            numbers[BY_HAND, kind] += by_hand
            numbers[state, kind] += number - by_hand
        return numbers

    def count(self, state="", kind=""):
        return sum(
            number
            for (of_state, of_kind), number in self.numbers.items()
            if (not state or state == of_state) and (not kind or kind == of_kind)
        )

    @property
    def states(self):
        """The tiles: (label, number, link, is current); each obeys the kind."""
        return [
            (label, self.count(state, self.kind), self.url(state, self.kind), state == self.state)
            for state, label in [("", _("All")), *STATES]
        ]

    @property
    def kinds(self):
        """Kinds that occur: (label, number, link, is current); each obeys the state."""
        found = [
            (label, self.count(self.state, kind), self.url(self.state, kind), kind == self.kind)
            for kind, label in [("", _("All")), *Message.Kind.choices]
            if self.count(kind=kind)
        ]
        return found if len(found) > 2 else []

    @cached_property
    def page(self):
        shown = self.messages.with_recipients()
        if self.kind:
            shown = shown.filter(kind=self.kind)
        if self.state == BY_HAND:
            shown = shown.by_hand()
        elif self.state == State.QUEUED:
            shown = shown.by_machine()
        elif self.state:
            shown = shown.filter(state=self.state)
        paginator = Paginator(shown, ON_A_PAGE)
        paginator.count = self.count(self.state, self.kind)  # counted already
        return paginator.get_page(self.wanted_page)

    @property
    def pages(self):
        return [
            (number, f"{self.url(self.state, self.kind)}&page={number}")
            for number in self.page.paginator.page_range
        ]

    @property
    def is_filtered(self):
        return bool(self.state or self.kind)

    def url(self, state, kind):
        return f"?state={state}&kind={kind}"
