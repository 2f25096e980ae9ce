from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tools import folding, signs
from workshops.desk import fields
from workshops.desk.forms import DeskForm
from workshops.models import DelegateNeeds, Session, Status, WorkshopDay
from workshops.registration import answering

ALL, SOME, NONE = "all", "some", "none"


# how the same is asked of the person, and of the contact who answers for them
OF_ONESELF = {
    "coming": gettext_lazy("Your answer"),
    "days": gettext_lazy("If you do not come on all of them."),
    "suggestion": gettext_lazy("If you cannot come. Your municipality and the organisers read it."),
    "languages_spoken": gettext_lazy("Choose all that you can work in."),
    "needs_interpretation": gettext_lazy("I need interpretation"),
    "joins": gettext_lazy("I join in"),
    ALL: gettext_lazy("Yes, I come"),
    NONE: gettext_lazy("No, I cannot come"),
}
OF_ANOTHER = {
    "coming": gettext_lazy("Answer of the person"),
    "days": gettext_lazy("If the person does not come on all of them."),
    "suggestion": gettext_lazy("If the person cannot come. The organisers read it."),
    "languages_spoken": gettext_lazy("Choose all that the person can work in."),
    "needs_interpretation": gettext_lazy("The person needs interpretation"),
    "joins": gettext_lazy("The person joins in"),
    ALL: gettext_lazy("Yes, the person comes"),
    NONE: gettext_lazy("No, the person cannot come"),
}


class AnswerForm(DeskForm):
    """Whether the person comes, and what is asked of those who do."""

    coming = fields.ChoiceField(
        label=OF_ONESELF["coming"], remedy=gettext_lazy("choose one of those listed.")
    )
    days = fields.DaysField(
        WorkshopDay.objects.none(),
        label=gettext_lazy("Which days"),
        remedy=gettext_lazy("choose at least one day."),
        required=False,
    )
    suggestion = fields.LinesField(
        label=gettext_lazy("Who could come instead"),
        longest=500,
        **fields.OPTIONAL,
    )
    name_latin = fields.LineField(
        label=gettext_lazy("Name in Latin letters"),
        help_text=gettext_lazy("As in the passport."),
        longest=300,
        required=False,
    )
    badge_name = fields.LineField(
        label=gettext_lazy("Name on the badge"),
        help_text=gettext_lazy("If it is to be another than the name in Latin letters."),
        longest=150,
        **fields.OPTIONAL,
    )
    languages_spoken = fields.SpokenField(required=False)
    needs_interpretation = fields.YesField(label=OF_ONESELF["needs_interpretation"])
    track_wish_1 = fields.TrackField(label=gettext_lazy("Wished thematic track"))
    track_wish_2 = fields.TrackField(label=gettext_lazy("Second wish"))
    joins = fields.SessionsField(
        Session.objects.none(),
        label=OF_ONESELF["joins"],
        remedy=gettext_lazy("choose from those listed."),
        required=False,
    )

    def __init__(self, *args, person, is_contact=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.words = OF_ANOTHER if is_contact else OF_ONESELF
        for name in ("languages_spoken", "days", "suggestion"):
            self.fields[name].help_text = self.words[name]
        for name in ("coming", "needs_interpretation", "joins"):
            self.fields[name].label = self.words[name]
        workshop = person.workshop
        self._offer_days(list(workshop.days.all()))
        tracks = workshop.tracks.all()
        for name in ("track_wish_1", "track_wish_2"):
            self._offer(name, tracks)
        self._offer("joins", workshop.sessions.filter(kind__in=Session.JOINED).in_order())

    def _offer_days(self, days):
        several = len(days) > 1
        yes = _("Yes, on all days") if several else self.words[ALL]
        choices = [(ALL, yes), (SOME, _("Yes, on some days")), (NONE, self.words[NONE])]
        self.fields["coming"].choices = [pair for pair in choices if several or pair[0] != SOME]
        if several:
            self.fields["days"].queryset = self.person.workshop.days.all()
        else:
            del self.fields["days"]
        self.all_days = days

    def _offer(self, name, things):
        if things:
            self.fields[name].queryset = things
        else:
            del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        coming = cleaned.get("coming")
        # what belongs to another answer is not seen, and neither stored nor found fault with
        for name in set(self.errors) - self._asked(coming):
            del self._errors[name]
        if coming in {None, NONE}:
            return cleaned
        if coming == SOME and "days" not in self.errors and not cleaned["days"]:
            self.add_error("days", self.fields["days"].error_messages["required"])
        if "languages_spoken" in cleaned and not cleaned["languages_spoken"]:
            said = self.fields["languages_spoken"].error_messages["required"]
            self.add_error("languages_spoken", said)
        self.check_latin(cleaned, self.person.full_name)
        return cleaned

    def _asked(self, coming):
        """The fields that belong to an answer: with none yet, the answer alone."""
        if coming is None:
            return {"coming"}
        if coming == NONE:
            return {"suggestion"}
        return set(self.fields) - {"suggestion"} - ({"days"} if coming == ALL else set())

    @property
    def chosen_days(self):
        is_some = self.cleaned_data["coming"] == SOME
        return list(self.cleaned_data["days"]) if is_some else self.all_days

    @property
    def details(self):
        """What is stored of the valid form, apart from days and what they join."""
        return {
            name: self.cleaned_data.get(name, getattr(self.person, name))
            for name in answering.DETAILS
        }

    @classmethod
    def initial_of(cls, person):
        """What the page begins with; for who has not answered, the days stay open."""
        days = [day.pk for day in person.days.all()]
        everything = person.workshop.days.count()
        coming = ""
        if person.status == Status.CONFIRMED:
            coming = ALL if len(days) in (0, everything) else SOME
        latin = person.name_latin
        if not latin and not signs.is_latin(person.full_name):
            latin = folding.romanised(person.full_name)
        wishes = {
            name: getattr(getattr(person, name), "slug", "")
            for name in ("track_wish_1", "track_wish_2")
        }
        return answering.details_of(person) | wishes | {"coming": coming, "name_latin": latin}


class WithdrawForm(DeskForm):
    suggestion = fields.LinesField(
        label=gettext_lazy("Who could come instead"),
        help_text=gettext_lazy("Your municipality and the organisers read it."),
        longest=500,
        **fields.OPTIONAL,
    )


FROM_LIST = gettext_lazy("choose one of those listed.")
NOT_SAID = [("", gettext_lazy("not said"))]


class NeedsForm(DeskForm):
    """Food, access, travel and nights: all of it may stay empty."""

    diets = fields.DietsField(label=gettext_lazy("Food"), **fields.OPTIONAL)
    diet = fields.LineField(
        label=gettext_lazy("Other food"),
        help_text=gettext_lazy("What else the kitchen has to know, for example an allergy."),
        longest=300,
        **fields.OPTIONAL,
    )
    accessibility = fields.LinesField(
        label=gettext_lazy("Access"),
        help_text=gettext_lazy("For example steps, hearing, sight, rest."),
        longest=1000,
        **fields.OPTIONAL,
    )
    arrival_on = fields.DateField(label=gettext_lazy("Day of arrival"), **fields.OPTIONAL)
    arrival_at = fields.TimeField(label=gettext_lazy("Time of arrival"), **fields.OPTIONAL)
    arrival_place = fields.LineField(
        label=gettext_lazy("Where you arrive"), longest=150, **fields.OPTIONAL
    )
    arrival_by = fields.ListField(
        label=gettext_lazy("How you arrive"),
        choices=[*NOT_SAID, *DelegateNeeds.Means.choices],
        remedy=FROM_LIST,
        **fields.OPTIONAL,
    )
    departure_on = fields.DateField(label=gettext_lazy("Day of departure"), **fields.OPTIONAL)
    departure_at = fields.TimeField(label=gettext_lazy("Time of departure"), **fields.OPTIONAL)
    departure_place = fields.LineField(
        label=gettext_lazy("Where you leave from"), longest=150, **fields.OPTIONAL
    )
    departure_by = fields.ListField(
        label=gettext_lazy("How you leave"),
        choices=[*NOT_SAID, *DelegateNeeds.Means.choices],
        remedy=FROM_LIST,
        **fields.OPTIONAL,
    )
    room = fields.ListField(
        label=gettext_lazy("Kind of room"),
        choices=[*NOT_SAID, *DelegateNeeds.Room.choices],
        remedy=FROM_LIST,
        **fields.OPTIONAL,
    )
    night_from = fields.DateField(
        label=gettext_lazy("First night from"),
        help_text=gettext_lazy("If left empty: the day of arrival."),
        **fields.OPTIONAL,
    )
    night_to = fields.DateField(
        label=gettext_lazy("You leave the room on"),
        help_text=gettext_lazy("If left empty: the day of departure."),
        **fields.OPTIONAL,
    )
    payer = fields.ListField(
        label=gettext_lazy("Who pays the room"),
        choices=[*NOT_SAID, *DelegateNeeds.Payer.choices],
        remedy=FROM_LIST,
        **fields.OPTIONAL,
    )

    def clean(self):
        """Who wants a room and leaves the nights empty stays from arrival to departure."""
        cleaned = super().clean()
        stay = cleaned.get("arrival_on"), cleaned.get("departure_on")
        wants_room = cleaned.get("room") not in {None, "", DelegateNeeds.Room.NONE}
        is_open = {"night_from", "night_to"}.isdisjoint(self.errors) and not (
            cleaned["night_from"] or cleaned["night_to"]
        )
        if wants_room and is_open and all(stay) and stay[0] < stay[1]:
            cleaned["night_from"], cleaned["night_to"] = stay
        return cleaned

    def groups(self):
        """[(heading, fields)]"""
        names = (
            (_("Food and access"), ("diets", "diet", "accessibility")),
            (_("Arrival"), ("arrival_on", "arrival_at", "arrival_place", "arrival_by")),
            (_("Departure"), ("departure_on", "departure_at", "departure_place", "departure_by")),
            (_("Room for the night"), ("room", "night_from", "night_to", "payer")),
        )
        return [(heading, [self[name] for name in group]) for heading, group in names]

    def refuse(self, refused):
        """What the stored needs object to, at the field that it is about."""
        for name, errors in refused.error_dict.items():
            for error in errors:
                field = error.code if error.code in self.fields else name
                words = " ".join(error.messages)
                label = self.fields[field].label if field in self.fields else ""
                self.add_error(field if label else None, f"{label}: {words}" if label else words)

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in answering.NEEDS}
