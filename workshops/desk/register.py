"""Open registration: a form that anybody may send, and the press that confirms the address."""

from django import forms
from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Municipality
from tools import attempts, languages
from workshops.desk import closed, fields
from workshops.desk.forms import DeskForm
from workshops.desk.policy import by_anyone, by_mail
from workshops.models import Workshop
from workshops.registration import links, registering

# a whole town hall may sit behind one address
MOST_SENT = 200
NONE_OF_THESE = "-"


class RegisterForm(DeskForm):
    given_name = fields.LineField(
        label=gettext_lazy("Given name"),
        remedy=gettext_lazy("write it as you do."),
        longest=150,
        autocomplete="given-name",
    )
    family_name = fields.LineField(
        label=gettext_lazy("Family name"),
        remedy=gettext_lazy("write it as you do."),
        longest=150,
        autocomplete="family-name",
    )
    email = fields.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("We send you a link to confirm it."),
        autocomplete="email",
    )
    language = fields.ChoiceField(
        label=gettext_lazy("Language for mails"),
        remedy=gettext_lazy("choose one of the four."),
        choices=settings.LANGUAGES,
    )
    affiliation = fields.LineField(
        label=gettext_lazy("Municipality or organisation"),
        help_text=gettext_lazy("For whom you work, in any spelling."),
        remedy=gettext_lazy("write its name."),
        longest=200,
        autocomplete="organization",
    )
    municipality = fields.ChoiceField(
        label=gettext_lazy("Which municipality"),
        help_text=gettext_lazy("Several have this name."),
        remedy=gettext_lazy("choose the one you mean."),
    )
    position = fields.LineField(
        label=gettext_lazy("Position"),
        help_text=gettext_lazy("What you do there."),
        longest=300,
        autocomplete="organization-title",
        **fields.OPTIONAL,
    )
    languages_spoken = fields.SpokenField(
        help_text=gettext_lazy("Choose all that you can work in.")
    )
    needs_interpretation = fields.YesField(label=gettext_lazy("I need interpretation"))
    # nobody sees it; programs that send spam fill in whatever they find
    website = forms.CharField(label=gettext_lazy("Leave this empty"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reader = languages.current_language()
        if len(self.offered) > 1:
            found = [(each.slug, _told_apart(each, reader)) for each in self.offered]
            found.sort(key=lambda pair: languages.sort_key(pair[1], reader))
            self.fields["municipality"].choices = [*found, (NONE_OF_THESE, _("None of these"))]
        else:
            del self.fields["municipality"]

    @cached_property
    def called(self):
        """The municipalities that have the name that was typed, hidden ones included."""
        typed = self.data if self.is_bound else self.initial
        return list(Municipality.objects.called(typed.get("affiliation") or ""))

    @property
    def offered(self):
        return [each for each in self.called if each.is_public]

    @property
    def values(self):
        """What is stored of the valid form: the name of a municipality that is known, else what
        was typed. People of one that protects its people are protected, however it is typed."""
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in registering.TAKEN_OVER if name in cleaned}
        slug = cleaned.get("municipality")
        meant = [each for each in self.offered if slug in {None, each.slug}]
        if meant:
            values["affiliation"] = languages.translated(meant[0], "name").text
        concerned = meant if slug and meant else self.called
        return values | {"protected": any(each.protects_people for each in concerned)}


class ConfirmForm(DeskForm):
    """What is asked once the address is known to be right."""

    track_wish_1 = fields.TrackField(label=gettext_lazy("Wished thematic track"))

    def __init__(self, *args, tracks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["track_wish_1"].queryset = tracks


@by_anyone
def register(request, slug):
    workshop = _public(slug)
    if request.method != "POST":
        if not workshop.is_registration_open():
            page = "workshops/desk/register_closed.html"
            return render(request, page, _context(workshop), status=410)
        form = RegisterForm(initial={"language": languages.current_language()})
        return _page(request, workshop, form)
    if "switch" in request.POST:
        return _page(request, workshop, RegisterForm.as_typed(request))
    form = RegisterForm(request.POST)
    status = _send(request, workshop, form) if form.is_valid() else 422
    if status == 302:
        return redirect("desk:register_sent", slug)
    return _page(request, workshop, form, status)


@by_anyone
def sent(request, slug):
    return render(request, "workshops/desk/register_sent.html", _context(_public(slug)))


@by_mail
def confirm(request, token):
    """Nothing happens before the press; afterwards the token opens the person's own pages."""
    try:
        found = registering.opened(token)
        if found is None:
            links.reply(token)
            return redirect("desk:reply", token)
        return _confirm(request, token, *found)
    except registering.Closed as shut:
        return closed.closed(request, shut.why, shut.pending)
    except links.Closed as shut:
        return closed.shut(request, shut)


def _confirm(request, token, pending, known):
    workshop = pending.workshop
    is_guarded = pending.is_protected or bool(known and known.is_protected)
    form = None
    tracks = workshop.tracks.none() if known or is_guarded else workshop.tracks.all()
    if tracks:
        is_sent = request.method == "POST" and "switch" not in request.POST
        form = ConfirmForm(request.POST, tracks=tracks) if is_sent else None
        form = form or ConfirmForm.as_typed(request, tracks=tracks)
    if request.method == "POST" and (form is None or form.is_bound and form.is_valid()):
        wish = form.cleaned_data["track_wish_1"] if form else None
        registering.confirm(pending, token=token, track_wish=wish)
        return redirect("desk:reply", token)
    context = {
        "pending": pending,
        "is_known": known is not None,
        "is_guarded": is_guarded,
        "workshop": workshop,
        "token": token,
    } | ({"form": form} if form else {})
    status = 422 if form and form.errors else 200
    return render(request, "workshops/desk/register_confirm.html", context, status=status)


def _send(request, workshop, form):
    """The status of the answer, the same whether the address is known or not."""
    if form.cleaned_data["website"]:
        return 302
    if attempts.are_too_many(request, "registrations", MOST_SENT):
        form.add_error(None, _("Not sent: too many came from your connection. Wait ten minutes."))
        return 429
    try:
        registering.register(workshop, **form.values)
    except registering.RegistrationClosed:
        text = _("Registration is closed: not sent. Copy what you wrote and ask the organisers.")
        form.add_error(None, text)
        return 410
    return 302


def _told_apart(municipality, language):
    name = languages.translated(municipality, "name").text
    region = languages.translated(municipality, "region").text
    country = languages.country_name(municipality.country, language)
    return ", ".join(filter(None, (name, region, country)))


def _public(slug):
    return get_object_or_404(Workshop.objects.public().with_seats(), slug=slug)


def _context(workshop):
    return {
        "workshop": workshop,
        "is_full": workshop.is_full(),
        "contact": workshop.contact_address,
        "section": "workshop",
    }


def _page(request, workshop, form, status=200):
    context = _context(workshop) | {"form": form}
    response = render(request, "workshops/desk/register.html", context, status=status)
    return attempts.asked_to_wait(response)
