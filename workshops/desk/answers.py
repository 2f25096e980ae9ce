"""After the decision the link of a contact shows who has answered, and lets it answer for them."""

from dataclasses import dataclass

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tools import languages
from workshops.desk.reply.policy import by_link
from workshops.desk.visit import Visit
from workshops.models import OCCUPYING, Delegate, Status
from workshops.registration import answering, links, message_values
from workshops.travel import Missing, missing

_NAMED = message_values.SAID[Status.NOMINATED]


class AnswersVisit(Visit):
    """Of a contact, for the people of a delegation that is in."""

    def opened(self):
        return AnswersVisit(self.token, self.delegation, self.sealed())

    def url(self, name, *args, **query):
        return super().url({"open": "open_answers"}.get(name, name), *args, **query)


def by_answers_link(*methods):
    """A view gets the visit in place of the token."""

    def visit_of(request, token):
        return AnswersVisit(token, links.answers(token), request.GET.get("open", ""))

    return by_link(visit_of, methods)


@dataclass(frozen=True)
class Row:
    """What a contact reads of a person; `days` is None where that is not known yet."""

    person: Delegate
    status: str
    deadline: str
    is_overdue: bool
    days: str | None
    lacking: tuple[Missing, ...]
    suggestion: str

    @property
    def is_promised(self):
        return self.person.status in OCCUPYING


@by_answers_link("GET", "HEAD")
def answers(request, visit):
    people = (
        Delegate.objects.filter(delegation=visit.delegation)
        .with_senders()
        .select_related("needs")
        .prefetch_related("days")
        .order_by("rank", "pk")
    )
    suggested = message_values.suggestions(visit.delegation)
    number = visit.workshop.days.count()
    context = {
        "visit": visit,
        "rows": [_row(person, number, suggested) for person in people],
        "contact": visit.workshop.contact_address,
    }
    return render(request, "workshops/desk/answers.html", context)


def _row(person, number_of_days, suggested):
    return Row(
        person=person,
        status=_NAMED if person.status == Status.NOMINATED else person.get_status_display(),
        deadline=message_values.answer_by_text(person),
        is_overdue=answering.is_overdue(person),
        days=_days(person, number_of_days) if person.status == Status.CONFIRMED else None,
        lacking=missing(person),
        suggestion=suggested.get(person.pk, ""),
    )


def _days(person, number):
    chosen = [day.date for day in person.days.all()]
    if len(chosen) in {0, number}:
        return _("all days")
    reader = languages.current_language()
    return languages.join([languages.format_day(day, reader) for day in chosen], reader)


@by_answers_link("POST")
def open_answers(request, visit):
    return redirect(visit.opened().url("answers"))
