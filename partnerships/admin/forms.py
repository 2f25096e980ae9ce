from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import UniqueConstraint
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.translator import translator

from partnerships.admin.meanwhile import HeedingForm, HeedingFormSet
from tools import folding, languages

TITLES = ("title", "name", "headline")


def label_in(field, code):
    """The label of a column of a translated field, by the name of its language."""
    name = languages.language_name(code, languages.current_language())
    return f"{capfirst(field.verbose_name)} ({name})"


class CheckedForm(HeedingForm):
    """Asks every constraint, also those on fields which the form does not show. One over
    several fields names the field to say it at, as its violation_error_code."""

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            self.instance.validate_constraints(exclude=self._not_saved_yet())
        except ValidationError as refused:
            self._update_errors(refused)

    def _update_errors(self, errors):
        placed = {}
        for name, refused in errors.update_error_dict({}).items():
            for error in refused:
                place = self.shown_as(error.code if name == NON_FIELD_ERRORS else name)
                placed.setdefault(place or NON_FIELD_ERRORS, []).append(error)
        super()._update_errors(ValidationError(placed))

    def shown_as(self, name):
        """The field of the form that stands for a field of the model, None if none does."""
        return name if name in self.fields else None

    def _not_saved_yet(self):
        """What a row belongs to when both are new: saved first, then it is set."""
        fields = [field for field in self._meta.model._meta.fields if field.is_relation]
        known = [field for field in fields if field.is_cached(self.instance)]
        return {
            field.name
            for field in known
            if (thing := getattr(self.instance, field.name)) and thing.pk is None
        }


class TranslatedForm(CheckedForm):
    """A text that must be there must be there in one language, whichever it is."""

    # texts that may wait, although the model wants them
    may_be_empty = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False  # made from the title, see _make_address
            self.fields["slug"].help_text = _(
                "Stands in the address of the page: small letters, digits, hyphens. Empty: made "
                "from the title."
            )

    def clean(self):
        cleaned = super().clean()
        model = self._meta.model
        for name in translator.get_options_for_model(model).all_fields:
            if model._meta.get_field(name).blank or name in self.may_be_empty:
                continue
            columns = [f"{name}_{code}" for code in languages.LANGUAGES]
            shown = [column for column in columns if column in self.fields]
            if shown and not any(self.data_of(column) for column in shown):
                wanted = f"{name}_{languages.current_language()}"
                self.add_error(
                    wanted if wanted in shown else shown[0],
                    _("Write this in at least one language."),
                )
        if "slug" in self.fields and not cleaned.get("slug", True):
            self._make_address(cleaned)
        return cleaned

    def shown_as(self, name):
        column = f"{name}_{languages.current_language()}"
        return column if column in self.fields else super().shown_as(name)

    def _make_address(self, cleaned):
        """An address left empty is made from the first title or name that is written."""
        columns = [f"{name}_{code}" for name in TITLES for code in languages.LANGUAGES]
        if not self.errors.keys().isdisjoint(columns):
            return
        title = next((cleaned[column] for column in columns if cleaned.get(column)), "")
        field = self.fields["slug"]
        cleaned["slug"] = folding.address(title, field.max_length)
        if not cleaned["slug"]:
            self.add_error("slug", field.error_messages["required"])

    def data_of(self, column):
        return self.cleaned_data.get(column) or column in self.errors


class RowFormSet(HeedingFormSet):
    """Rows that must differ are compared by the model's constraints, each refused in its words."""

    def validate_unique(self):
        rows = [form for form in self.forms if form.is_valid() and not self._is_left_out(form)]
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                self._refuse_repeated(constraint, rows)

    def _is_left_out(self, form):
        is_empty = not form.instance.pk and not form.has_changed()
        return is_empty or (self.can_delete and self._should_delete_form(form))

    def _refuse_repeated(self, constraint, rows):
        fields = [self.model._meta.get_field(name) for name in constraint.fields]
        own = [field.attname for field in fields if field.name != self.fk.name]
        seen = set()
        for form in rows:
            values = tuple(getattr(form.instance, attname) for attname in own)
            if constraint.condition and not all(values):
                continue  # conditions of ours leave out rows that lack a value
            if values in seen:
                place = form.shown_as(constraint.violation_error_code)
                form.add_error(place, constraint.get_violation_error_message())
            seen.add(values)
