from functools import cached_property

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tools import filetypes, folding, signs
from workshops.desk import fields
from workshops.registration import naming

LARGEST_LETTER = 10 * 1024 * 1024


class DeskForm(forms.Form):
    """A form that can be shown again as it was typed, unchecked: in another language, say."""

    template_name_label = None

    @classmethod
    def as_typed(cls, request, **kwargs):
        blank = cls(**kwargs)
        typed = {
            name: field.widget.value_from_datadict(request.POST, {}, name)
            for name, field in blank.fields.items()
        }
        return cls(initial=typed, **kwargs)

    @cached_property
    def faults(self):
        """(field or None, text) in the order of the fields, for the summary."""
        own = [(None, text) for text in self.non_field_errors()]
        return own + [(field, text) for field in self for text in field.errors]

    def check_latin(self, cleaned, name):
        """The field name_latin is in Latin letters, and not empty where the name is in others."""
        latin = cleaned.get("name_latin", "")
        is_missing = not latin and not signs.is_latin(name)
        if "name_latin" in cleaned and (is_missing or not signs.is_latin(latin)):
            said = _("Name in Latin letters: write it as in the passport, for example “%(name)s”.")
            self.add_error("name_latin", said % {"name": folding.romanised(name)})


class PersonForm(DeskForm):
    given_name = fields.LineField(
        label=gettext_lazy("Given name"),
        help_text=gettext_lazy("As the person writes it, with a patronymic if there is one."),
        remedy=gettext_lazy("write it as the person does."),
        longest=150,
    )
    family_name = fields.LineField(
        label=gettext_lazy("Family name"),
        remedy=gettext_lazy("write it as the person does."),
        longest=150,
    )
    name_latin = fields.LineField(
        label=gettext_lazy("Name in Latin letters"),
        help_text=gettext_lazy(
            "As in the passport. Leave it empty if the name above is in Latin letters already."
        ),
        remedy="",
        longest=300,
        required=False,
    )
    badge_name = fields.LineField(
        label=gettext_lazy("Name on the badge"),
        help_text=gettext_lazy("If it is to be another than the name in Latin letters."),
        longest=150,
        **fields.OPTIONAL,
    )
    position = fields.LineField(
        label=gettext_lazy("Position"),
        help_text=gettext_lazy("What the person does in your municipality."),
        remedy=gettext_lazy("write what the person does, for example “engineer”."),
        longest=300,
    )
    email = fields.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("The person's own address, for news about the workshop."),
        **fields.OPTIONAL,
    )
    phone = fields.PhoneField(**fields.OPTIONAL)
    language = fields.ChoiceField(
        label=gettext_lazy("Language for mails"),
        remedy=gettext_lazy("choose one of the four."),
        choices=settings.LANGUAGES,
    )
    languages_spoken = fields.SpokenField(
        help_text=gettext_lazy("Choose all that the person can work in.")
    )
    track_wish_1 = fields.TrackField(label=gettext_lazy("Wished thematic track"))
    needs_interpretation = fields.YesField(label=gettext_lazy("The person needs interpretation"))

    def __init__(self, *args, workshop, **kwargs):
        super().__init__(*args, **kwargs)
        tracks = workshop.tracks.all()
        if tracks:
            self.fields["track_wish_1"].queryset = tracks
        else:
            del self.fields["track_wish_1"]

    def clean(self):
        cleaned = super().clean()
        name = f"{cleaned.get('given_name', '')} {cleaned.get('family_name', '')}".strip()
        self.check_latin(cleaned, name)
        return cleaned

    @property
    def values(self):
        """What is stored of the valid form."""
        return {name: self.cleaned_data.get(name) for name in naming.FIELDS}

    @staticmethod
    def initial_of(person):
        track = person.track_wish_1
        return naming.values_of(person) | {"track_wish_1": track.slug if track else ""}


class HeadForm(DeskForm):
    head = fields.ChoiceField(
        label=gettext_lazy("Head of the delegation"),
        help_text=gettext_lazy("Whom the organisers ask first, also during the workshop."),
        remedy=gettext_lazy("choose one person."),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["head"].choices = [(person.reference, person.full_name) for person in people]


class LetterForm(DeskForm):
    file = forms.FileField(
        label=gettext_lazy("Nomination letter"),
        help_text=gettext_lazy("PDF, JPEG, PNG, P7S or ASICE, at most 10 MB."),
        widget=forms.FileInput(
            attrs={"class": "input", "accept": ",".join(f".{one}" for one in filetypes.LETTERS)}
        ),
        error_messages={
            "required": gettext_lazy("Nomination letter: choose a file."),
            "invalid": gettext_lazy("Nomination letter: choose a file."),
            "missing": gettext_lazy("Nomination letter: choose a file."),
            "empty": gettext_lazy("Nomination letter: the file is empty, choose another."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LETTER:
            said = _("Nomination letter: choose a file of at most %(size)s.")
            raise ValidationError(said % {"size": filesizeformat(LARGEST_LETTER)})
        if not filetypes.is_letter(file, file.name):
            raise ValidationError(
                _("Nomination letter: choose a file of the kind PDF, JPEG, PNG, P7S or ASICE.")
            )
        return file


class WithdrawForm(DeskForm):
    remark = fields.LinesField(
        label=gettext_lazy("Why, or what would make it possible"),
        longest=1000,
        **fields.OPTIONAL,
    )


class SendForm(DeskForm):
    informed = forms.BooleanField(
        label=gettext_lazy(
            "The people named here know that we pass their data on to the organisers, and have "
            "got the information about it."
        ),
        error_messages={
            "required": gettext_lazy(
                "Declaration: tell the people about it, then tick the box.",
            )
        },
    )
