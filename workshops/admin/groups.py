"""Who works in which thematic track, as it is and as proposed: one page to look at and to save."""

from collections import Counter
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.boundfield import BoundField
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from partnerships.admin.meanwhile import TOLD
from workshops.admin import acts, navigation, policy
from workshops.models import ThematicTrack, Workshop
from workshops.registration import groups, naming

SAVE, TAKE_OVER = "save", "take_over"
NO_GROUP = "0"
LOAD_AGAIN = gettext_lazy("The page is not complete. Load it again.")


@dataclass(frozen=True)
class Size:
    """How many of a group are assigned and proposed; without a track those of no group."""

    track: ThematicTrack | None
    assigned: int
    proposed: int


@dataclass(frozen=True)
class Row:
    placement: groups.Placement
    field: BoundField
    errors: list


class Board:
    """The people of a workshop as they are now, by proposed group and name, and its tracks."""

    def __init__(self, workshop, *, is_anew):
        self.workshop = workshop
        self.is_anew = is_anew
        self.tracks = list(workshop.tracks.all())
        self.people = groups.people_of(workshop)
        placements = groups.proposal(self.people, self.tracks, anew=is_anew)
        places = [*self.tracks, None]
        self.placements = sorted(placements, key=lambda each: places.index(each.track))

    @property
    def sizes(self):
        assigned = Counter(person.assigned_track for person in self.people)
        proposed = Counter(placement.track for placement in self.placements)
        return [Size(place, assigned[place], proposed[place]) for place in [*self.tracks, None]]

    @property
    def changes(self):
        return sum(placement.is_change for placement in self.placements)

    @property
    def seen(self):
        """Who is in which group now, as one field of the form: "12:3 14:0"."""
        pairs = ((person.pk, person.assigned_track_id or NO_GROUP) for person in self.people)
        return " ".join(f"{person}:{track}" for person, track in pairs)

    @property
    def plan(self):
        return naming.digest([(each.person.pk, each.track) for each in self.placements])


class GroupsForm(forms.Form):
    """A group for each person. What the hand has not changed is left as it is by now."""

    act = forms.ChoiceField(
        choices=[(SAVE, SAVE), (TAKE_OVER, TAKE_OVER)],
        error_messages={"required": LOAD_AGAIN, "invalid_choice": LOAD_AGAIN},
    )
    seen = forms.RegexField(
        r"^[0-9]{1,18}:[0-9]{1,18}( [0-9]{1,18}:[0-9]{1,18})*$",
        error_messages={"required": LOAD_AGAIN, "invalid": LOAD_AGAIN},
    )
    plan = forms.CharField(required=False, max_length=16)

    def __init__(self, *args, board, chosen=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.board = board
        self.chosen = {}
        choices = [("", _("no group")), *((track.pk, str(track)) for track in board.tracks)]
        for person in board.people:
            field = forms.TypedChoiceField(
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=(chosen or {}).get(person, person.assigned_track_id),
                error_messages={"invalid_choice": _("Choose one of the groups listed.")},
            )
            field.widget.attrs["aria-label"] = _("Group of %(name)s") % {"name": person}
            self.fields[_name(person)] = field

    def clean(self):
        cleaned = super().clean()
        pairs = (pair.split(":") for pair in cleaned.get("seen", "").split())
        seen = {int(person): int(track) or None for person, track in pairs}
        self.chosen = {
            person: cleaned[_name(person)]
            for person in self.board.people
            if person.pk in seen
            and _name(person) in self.data
            and _name(person) in cleaned
            and cleaned[_name(person)] != seen[person.pk]
        }
        if cleaned.get("act") == TAKE_OVER:
            self._require_as_shown(cleaned)
        for person, track in self.chosen.items():
            if person.assigned_track_id not in (seen[person.pk], track):
                now = person.assigned_track or _("no group")
                self.add_error(_name(person), TOLD % {"value": now})
        return cleaned

    def _require_as_shown(self, cleaned):
        if self.chosen:
            raise ValidationError(
                _("You have chosen groups that are not saved. Save them, then take over the rest.")
            )
        if cleaned.get("plan") != self.board.plan:
            raise ValidationError(
                _("The proposal is another one by now. Look at it, then take it over.")
            )

    def carry_out(self, *, by):
        """How many have moved; None where a seat is refused, which is said beside the person."""
        tracks = {track.pk: track for track in self.board.tracks}
        wanted = {person: tracks.get(track) for person, track in self.chosen.items()}
        if self.cleaned_data["act"] == TAKE_OVER:
            wanted = {each.person: each.track for each in self.board.placements}
        try:
            return groups.assign(wanted, by=by)
        except groups.Refused as refused:
            for person, refusal in refused.refusals:
                self.add_error(_name(person), acts.why(refusal))
            return None

    def rows(self):
        """As stored, with what was chosen and could not be saved, and why."""
        shown = GroupsForm(board=self.board, chosen=self.chosen)
        errors = self.errors if self.is_bound else {}
        for name in set(errors) & set(shown.fields):
            described = {"aria-invalid": "true", "aria-describedby": f"{shown[name].auto_id}_error"}
            shown.fields[name].widget.attrs |= described
        return [
            Row(each, shown[_name(each.person)], errors.get(_name(each.person), []))
            for each in self.board.placements
        ]

    def general_errors(self):
        """Of the whole page, each once."""
        hidden = (error for name in ("act", "seen", "plan") for error in self[name].errors)
        return list(dict.fromkeys([*self.non_field_errors(), *hidden]))


@require_http_methods(["GET", "HEAD", "POST"])
@policy.needs(*policy.SEE_PEOPLE)
def groups_page(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    is_anew = "anew" in request.GET
    if request.method == "POST":
        return save(request, workshop, is_anew)
    return page(request, GroupsForm(board=Board(workshop, is_anew=is_anew)))


def save(request, workshop, is_anew):
    if not request.user.has_perm("workshops.change_delegate"):
        raise PermissionDenied
    with transaction.atomic():
        workshop = Workshop.objects.locked(workshop.pk)
        form = GroupsForm(request.POST, board=Board(workshop, is_anew=is_anew))
        moved = form.carry_out(by=request.user) if form.is_valid() else None
    if moved is None:
        return page(request, form)
    text = ngettext("%(count)d person is assigned.", "%(count)d people are assigned.", moved)
    messages.success(request, text % {"count": moved} if moved else _("Nothing was changed."))
    return redirect(navigation.url_of(workshop, "groups"))


def page(request, form):
    workshop = form.board.workshop
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "people")
        | {
            "title": _("Groups"),
            "board": form.board,
            "rows": form.rows(),
            "errors": form.general_errors() if form.is_bound else [],
            "is_refused": form.is_bound,
            "may_change": request.user.has_perm("workshops.change_delegate"),
        }
    )
    return render(request, "workshops/admin/groups.html", context)


def _name(person):
    return f"group-{person.pk}"
