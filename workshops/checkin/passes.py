"""The personal link of a helper: a code opens the door, once the link is right."""

from django import forms
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext

from tools import attempts
from workshops.checkin import closed, doorkeeper
from workshops.checkin.policy import by_pass_link
from workshops.registration import door_passes

# of one address: a team behind one connection types its codes in the same minutes
MOST_CODES = 60
MOST_GUESSES = 30
SIX_DIGITS = gettext_lazy("Code: type the six digits that came with the link.")


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^[0-9]{6}$",
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Six digits that came with the link."),
        error_messages={"required": SIX_DIGITS, "invalid": SIX_DIGITS},
        widget=forms.TextInput(
            attrs={
                "class": "input code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "maxlength": 12,
                "autofocus": True,
            }
        ),
    )

    def __init__(self, data=None, **kwargs):
        """Blanks between the digits are no mistake."""
        if data is not None:
            data = data.copy()
            data["code"] = "".join(data.get("code", "")[:20].split())
        super().__init__(data, **kwargs)

    @cached_property
    def faults(self):
        return [(field, text) for field in self for text in field.errors]


@by_pass_link
def open_pass(request, slug, token):
    try:
        door_pass = door_passes.by_link(slug, token)
        form = CodeForm(request.POST if request.method == "POST" else None)
        status = 200
        if request.method == "POST":
            if attempts.are_too_many(request, "door-codes", MOST_CODES):
                return closed.page(request, closed.TOO_MANY, door_pass)
            if form.is_valid() and _is_right(form, door_pass):
                return doorkeeper.let_in(redirect("checkin:door", slug), door_pass)
            status = 422
    except door_passes.Closed as shut:
        is_unknown = shut.why == door_passes.Why.UNKNOWN
        if is_unknown and attempts.are_too_many(request, "guesses", MOST_GUESSES):
            return closed.page(request, closed.TOO_MANY)
        return closed.page(request, closed.WORDS[shut.why], shut.door_pass)
    context = {"form": form, "workshop": door_pass.workshop}
    return render(request, "workshops/checkin/pass.html", context, status=status)


def _is_right(form, door_pass):
    try:
        door_passes.check_code(door_pass, form.cleaned_data["code"])
    except door_passes.WrongCode as wrong:
        said = ngettext(
            "Code: this is not it. %(left)d attempt is left.",
            "Code: this is not it. %(left)d attempts are left.",
            wrong.left,
        )
        form.add_error("code", said % {"left": wrong.left})
        return False
    return True
