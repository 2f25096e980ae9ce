"""Fields whose errors name the field and what to do about it."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models.language_list import spoken_languages
from tools import languages, signs
from workshops.models import Diet, ThematicTrack

OPTIONAL = {"required": False, "is_optional": True}
PHONE = re.compile(r"\+?[0-9 ()/.\-]{5,}")


class _Field:
    """`remedy` says what to do where nothing fitting was given."""

    def __init__(self, *args, label, remedy="", is_optional=False, **kwargs):
        said = format_lazy("{}: {}", label, remedy)
        errors = dict.fromkeys(("required", "invalid", "invalid_choice", "invalid_list"), said)
        super().__init__(*args, label=label, error_messages=errors, **kwargs)
        self.is_optional = is_optional


class LineField(_Field, forms.CharField):
    """One line as the person writes it, in composed letters (NFC), without signs nobody sees."""

    def __init__(self, *, longest, autocomplete="off", **kwargs):
        self.longest = longest
        attrs = {"class": "input", "autocomplete": autocomplete}
        super().__init__(widget=self.widget(attrs=attrs), **kwargs)

    def clean(self, value):
        text = unicodedata.normalize("NFC", self.to_python(value))
        if len(text) > self.longest:
            said = _("%(field)s: shorten it to at most %(number)d signs.")
            raise ValidationError(said % {"field": self.label, "number": self.longest})
        return super().clean(self.visible(text))

    def visible(self, text):
        if sign := signs.hidden_sign(text):
            said = _(
                "%(field)s: it holds a sign that nobody sees (%(sign)s). Delete the text and type "
                "it anew."
            )
            raise ValidationError(said % {"field": self.label, "sign": sign})
        return text


class LinesField(LineField):
    """Some lines of text. Signs nobody sees are dropped: text is often pasted from elsewhere."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = 4

    def visible(self, text):
        lines = "\n".join(text.splitlines())
        return "".join(sign for sign in lines if sign in "\n\t" or not signs.hidden_sign(sign))


class EmailField(LineField, forms.EmailField):
    widget = forms.EmailInput

    def __init__(self, **kwargs):
        remedy = gettext_lazy("write it with the sign @, for example name@example.org.")
        super().__init__(remedy=remedy, longest=254, **kwargs)

    def run_validators(self, value):
        """Of all that may be wrong one remedy is said."""
        try:
            super().run_validators(value)
        except ValidationError as refused:
            raise ValidationError(self.error_messages["invalid"]) from refused


class PhoneField(LineField):
    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Phone"),
            help_text=gettext_lazy("With the code of the country, for example +380 44 123 45 67."),
            longest=40,
            **kwargs,
        )

    def clean(self, value):
        phone = super().clean(value)
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError(_("Phone: write digits, blanks and the signs + ( ) / . - only."))
        return phone


class ChoiceField(_Field, forms.ChoiceField):
    widget = forms.RadioSelect


class ListField(_Field, forms.ChoiceField):
    """One of many."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Select(attrs={"class": "input"}), **kwargs)


class ChoicesField(_Field, forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class DietsField(ChoicesField):
    """Cleaned to codes in the order of the list."""

    def __init__(self, **kwargs):
        super().__init__(
            remedy=gettext_lazy("choose from those listed."), choices=Diet.choices, **kwargs
        )

    def clean(self, value):
        chosen = super().clean(value)
        return tuple(code for code in Diet.values if code in chosen)


class SpokenField(ChoicesField):
    """Languages, shown in the alphabet of the reader, cleaned to codes in the order of the list."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Languages spoken"),
            remedy=gettext_lazy("choose at least one."),
            choices=_by_name,
            **kwargs,
        )

    def clean(self, value):
        chosen = super().clean(value)
        return tuple(code for code, _name in spoken_languages() if code in chosen)


def _by_name():
    reader = languages.current_language()
    return sorted(spoken_languages(), key=lambda pair: languages.sort_key(pair[1], reader))


class TrackField(_Field, forms.ModelChoiceField):
    """A wish for one of the tracks that the form offers."""

    widget = forms.RadioSelect

    def __init__(self, *, label):
        super().__init__(
            ThematicTrack.objects.none(),
            label=label,
            remedy=gettext_lazy("choose one of those listed."),
            to_field_name="slug",
            empty_label=gettext_lazy("No wish"),
            blank=True,
            **OPTIONAL,
        )

    def label_from_instance(self, track):
        return track.title


class DaysField(_Field, forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class SessionsField(_Field, forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, session):
        language = languages.current_language()
        starts = languages.format_moment(session.starts_at, session.workshop.timezone, language)
        title = languages.translated(session, "title").text or session.get_kind_display()
        return f"{title}, {starts}"


class YesField(forms.BooleanField):
    is_optional = False

    def __init__(self, *, label, **kwargs):
        super().__init__(label=label, required=False, **kwargs)


class DateField(_Field, forms.DateField):
    """In a browser's own calendar, on the wire as 2027-03-28."""

    def __init__(self, *, label, **kwargs):
        remedy = gettext_lazy("write a day of the calendar, for example 28.11.2027.")
        widget = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
        super().__init__(label=label, remedy=remedy, widget=widget, **kwargs)


class TimeField(_Field, forms.TimeField):
    def __init__(self, *, label, **kwargs):
        remedy = gettext_lazy("write a time of the day, for example 17:30.")
        widget = forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M")
        super().__init__(label=label, remedy=remedy, widget=widget, **kwargs)
