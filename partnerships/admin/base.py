"""What every page of the administration shares: the language switch, names of countries, no
pop-ups, searches in any spelling, filters only where a filter is shown."""

import json
from collections import Counter

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.utils import NestedObjects, unquote
from django.contrib.admin.views.main import ORDER_VAR
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import DateField, DateTimeField, URLField
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation import admin as translated

from partnerships.admin import switch
from partnerships.admin.forms import CheckedForm, RowFormSet, TranslatedForm, label_in
from partnerships.admin.history import conflicts, history_context
from partnerships.admin.log import NumberedLogMixin
from partnerships.admin.pictures import PictureInput
from partnerships.admin.read_only import date_column
from partnerships.admin.rich_text import RichTextWidget
from partnerships.models import (
    InReadersLanguage,
    PictureField,
    RichTextField,
    country_choices,
    validate_country,
)

FILTER_LOOKUPS = ("exact", "isnull", "id__exact", "gte", "lt")
CALENDAR_LOOKUPS = {"year": range(1900, 2200), "month": range(1, 13), "day": range(1, 32)}
LONGEST_SEARCH = 200
BY_NAME = [InReadersLanguage("name"), "slug"]


class SearchedSelect(AutocompleteSelect):
    """A choice by search; what was sent instead of a number is an error of the field, not ours."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [text for text in value if is_number(str(text))], attrs)


class FieldsMixin:
    """Form fields of pages and of the rows in them; dates are chosen by the browser's own means."""

    view_on_site = False
    formfield_overrides = {
        RichTextField: {"widget": RichTextWidget},
        PictureField: {"widget": PictureInput},
        DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
        DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
        },
    }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchedSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if validate_country in db_field.validators:
            return forms.ChoiceField(
                choices=country_choices,
                label=capfirst(db_field.verbose_name),
                required=not db_field.blank,
                help_text=db_field.help_text,
            )
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if field and field.label:
            field.label = capfirst(field.label)
        return field


class TranslatedFieldsMixin(FieldsMixin):
    def patch_translation_field(self, db_field, field, request, **kwargs):
        super().patch_translation_field(db_field, field, request, **kwargs)
        if hasattr(db_field, "translated_field"):
            field.required = False  # TranslatedForm asks for one language, whichever it is
            field.widget.attrs["lang"] = db_field.language
            field.label = label_in(db_field.translated_field, db_field.language)


class PageMixin(NumberedLogMixin):
    """Lists and forms in our words."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False

    def get_list_display(self, request):
        return [self._in_words(name) for name in super().get_list_display(request)]

    def _in_words(self, name):
        """Django writes dates in a form of its own in English and Albanian."""
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return name
        return date_column(field) if isinstance(field, DateField) else name

    def get_search_results(self, request, queryset, search_term):
        text = search_term[:LONGEST_SEARCH]
        if not (text and hasattr(queryset, "matching")):
            return super().get_search_results(request, queryset, text)
        found = queryset.matching(text)
        if hasattr(queryset, "best_first") and ORDER_VAR not in request.GET:
            found = found.best_first(text)
        return found, False

    def get_changeform_initial_data(self, request):
        """What an address fills in beforehand; relations by number, anything else is ignored."""
        given = super().get_changeform_initial_data(request)
        return {name: value for name, value in given.items() if self._can_be_given(name, value)}

    def _can_be_given(self, name, value):
        try:
            is_relation = self.opts.get_field(name).is_relation
        except FieldDoesNotExist:
            return True
        numbers = value if isinstance(value, list) else [value]
        return not is_relation or all(is_number(number) for number in numbers)

    def lookup_allowed(self, lookup, value, request=None):
        """Only what a filter of this list offers: anything else would tell of unseen fields."""
        allowed = set()
        for item in self.get_list_filter(request):
            if isinstance(item, type) and issubclass(item, SimpleListFilter):
                allowed.add(item.parameter_name)
                continue
            name = item[0] if isinstance(item, tuple) else item
            allowed |= {name, *(LOOKUP_SEP.join((name, word)) for word in FILTER_LOOKUPS)}
        if lookup in allowed:
            name, _separator, word = lookup.partition(LOOKUP_SEP)
            return word == "isnull" or self._can_be_given(name, value)
        return self._is_in_calendar(lookup, value)

    def _is_in_calendar(self, lookup, value):
        """The steps of the dates above a list: years, months and days that exist."""
        name, _separator, word = lookup.rpartition(LOOKUP_SEP)
        if not name or name != self.date_hierarchy or word not in CALENDAR_LOOKUPS:
            return False
        return is_number(value) and int(value) in CALENDAR_LOOKUPS[word]

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["title"] = self.title_of(obj) if obj else self.title_of_new()
        context["subtitle"] = None
        context["languages"] = switch.tabs(list(switch.forms_of(context)))
        context["conflicts"] = conflicts(switch.forms_of(context))
        context["has_history"] = hasattr(self.model, "history")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def title_of(self, thing):
        return str(thing)

    def title_of_new(self):
        return _("Add: %(name)s") % {"name": self.opts.verbose_name}

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        shown = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for inline in shown:
            inline.inline_formset_data = row_texts(inline)
            for form in inline.formset.forms:
                if "DELETE" in form.fields:
                    form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")
        return shown

    def delete_view(self, request, object_id, extra_context=None):
        return super().delete_view(
            request, object_id, {"title": _("Delete")} | (extra_context or {})
        )

    def get_deleted_objects(self, objs, request):
        """What stands in the way by kind and number: the account may not see each of them. Rows
        that only tie two things together have no name of ours and are not counted."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        ties = {
            str(model._meta.verbose_name_plural)
            for model in apps.get_models(include_auto_created=True)
            if model._meta.auto_created
        }
        counts = {kind: number for kind, number in counts.items() if str(kind) not in ties}
        if protected:
            collector = NestedObjects(using=objs[0]._state.db, origin=objs)
            collector.collect(objs)
            kinds = Counter(thing._meta.verbose_name_plural for thing in collector.protected)
            protected = sorted(f"{capfirst(kind)}: {number}" for kind, number in kinds.items())
        return deleted, counts, lacking, protected

    def history_view(self, request, object_id, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        context = history_context(self.model, object_id) | {"title": _("Changes")}
        return super().history_view(request, object_id, context | (extra_context or {}))


def is_number(text):
    """Whether a text is a number that any database can hold as a key."""
    return text.isascii() and text.isdigit() and len(text) < 16


def row_texts(inline):
    """What the buttons under and in the rows say, as the script of the rows reads it."""
    options = {
        "prefix": inline.formset.prefix,
        "addText": _("Add: %(name)s") % {"name": inline.opts.verbose_name},
        "deleteText": _("Remove"),
    }
    return json.dumps({"name": f"#{inline.formset.prefix}", "options": options})


@admin.display(description=gettext_lazy("name"), ordering=InReadersLanguage("name"))
def own_name(thing):
    """A column with the name in the reader's language, and in its order."""
    return str(thing)


class RecordMixin:
    """What the program has noted: only to be read."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class OrganiserAdmin(FieldsMixin, PageMixin, admin.ModelAdmin):
    """For things without translated texts."""

    form = CheckedForm


class TranslatedAdmin(TranslatedFieldsMixin, PageMixin, translated.TranslationAdmin):
    """For things with texts in four languages."""

    form = TranslatedForm


class LastMixin:
    """A new row comes after those that are there."""

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if "position" in formset.form.base_fields:
            number = self.model.objects.filter(**{formset.fk.name: obj}).count() if obj else 0
            formset.form.base_fields["position"].initial = number + 1
        return formset


class TabularMixin:
    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The head of the column is no label for the fields below it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and not hasattr(field.widget, "widgets"):
            field.widget.attrs["aria-label"] = field.label
        return field


class TabularInline(TabularMixin, FieldsMixin, admin.TabularInline):
    form = CheckedForm
    formset = RowFormSet
    extra = 0


class StackedInline(FieldsMixin, admin.StackedInline):
    form = CheckedForm
    formset = RowFormSet
    extra = 0


class TranslatedTabularInline(
    TabularMixin, TranslatedFieldsMixin, translated.TranslationTabularInline
):
    form = TranslatedForm
    formset = RowFormSet
    extra = 0


class TranslatedStackedInline(TranslatedFieldsMixin, translated.TranslationStackedInline):
    form = TranslatedForm
    formset = RowFormSet
    extra = 0
