"""A municipality that is not invited wants to take part: a form that anybody may send."""

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import country_choices
from tools import attempts, languages
from workshops.desk import fields
from workshops.desk.forms import DeskForm
from workshops.desk.policy import by_anyone
from workshops.models import Workshop
from workshops.registration import interest

# several people of one town hall may share an address
MOST_SENT = 20
LONGEST_TEXT = 2000


class InterestForm(DeskForm):
    municipality_name = fields.LineField(
        label=gettext_lazy("Municipality"),
        help_text=gettext_lazy("The town or municipality that you write for."),
        remedy=gettext_lazy("write its name."),
        longest=200,
    )
    country = fields.ListField(
        label=gettext_lazy("Country"),
        remedy=gettext_lazy("choose one of the list."),
        choices=country_choices,
    )
    name = fields.LineField(
        label=gettext_lazy("Your name"),
        remedy=gettext_lazy("write given name and family name."),
        longest=200,
        autocomplete="name",
    )
    position = fields.LineField(
        label=gettext_lazy("Position"),
        help_text=gettext_lazy("What you do in the municipality."),
        longest=250,
        autocomplete="organization-title",
        **fields.OPTIONAL,
    )
    email = fields.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("The organisers answer to this address."),
        autocomplete="email",
    )
    phone = fields.PhoneField(autocomplete="tel", **fields.OPTIONAL)
    text = fields.LinesField(
        label=gettext_lazy("Message"),
        help_text=gettext_lazy("Why your municipality wants to come, and what it works on."),
        longest=LONGEST_TEXT,
        **fields.OPTIONAL,
    )
    # nobody sees it; programs that send spam fill in whatever they find
    website = forms.CharField(label=gettext_lazy("Leave this empty"), required=False)


@by_anyone
def take_part(request, slug):
    workshop = _public(slug)
    if request.method != "POST":
        if not workshop.is_call_open():
            page = "workshops/desk/take_part_closed.html"
            return render(request, page, _context(workshop), status=410)
        return _page(request, workshop, InterestForm())
    if "switch" in request.POST:
        return _page(request, workshop, InterestForm.as_typed(request))
    form = InterestForm(request.POST)
    status = _send(request, workshop, form) if form.is_valid() else 422
    if status == 302:
        return redirect("desk:take_part_sent", slug)
    return _page(request, workshop, form, status)


@by_anyone
def sent(request, slug):
    return render(request, "workshops/desk/take_part_sent.html", _context(_public(slug)))


def _send(request, workshop, form):
    """The status of the answer; a form that is refused says why."""
    typed = form.cleaned_data
    if typed.pop("website"):
        return 302
    if attempts.are_too_many(request, "interest", MOST_SENT):
        form.add_error(None, _("Not sent: too many came from your connection. Wait ten minutes."))
        return 429
    try:
        interest.express(workshop, language=languages.current_language(), **typed)
    except interest.CallClosed:
        text = _("The call is closed: not sent. Copy what you wrote and ask the organisers.")
        form.add_error(None, text)
        return 410
    return 302


def _public(slug):
    return get_object_or_404(Workshop.objects.public().with_seats(), slug=slug)


def _context(workshop):
    return {"workshop": workshop, "contact": workshop.contact_address, "section": "workshop"}


def _page(request, workshop, form, status=200):
    context = _context(workshop) | {"form": form}
    response = render(request, "workshops/desk/take_part.html", context, status=status)
    return attempts.asked_to_wait(response)
