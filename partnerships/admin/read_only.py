"""What forms and lists show of a field that is only read there."""

from datetime import date, datetime

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey
from django.template import Library
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from partnerships.admin.forms import label_in
from partnerships.models import RichTextField, validate_country
from tools import formats, languages

register = Library()


@register.simple_tag
def read_only_label(field):
    """Return its label: that of a translated text with the name of the language."""
    try:
        column = field.form.instance._meta.get_field(field.field["field"])
    except FieldDoesNotExist:
        return field.label_tag()
    if not hasattr(column, "translated_field"):
        return field.label_tag()
    return format_html("<label>{}:</label>", label_in(column.translated_field, column.language))


@register.simple_tag
def read_only(field, request):
    """Return the value of an AdminReadonlyField: running text as such, dates and countries in
    the words of the reader's language, and a link only to what the account may open."""
    thing = field.form.instance
    try:
        column = thing._meta.get_field(field.field["field"])
    except FieldDoesNotExist:
        return field.contents()
    value = getattr(thing, column.name)
    if isinstance(value, date):
        return date_in_words(value)
    if validate_country in column.validators and value:
        return formats.country(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(column, RichTextField) and value:
        return formats.rich_text(value)
    if isinstance(column, ForeignKey) and value and not _may_open(field, value, request):
        return str(value)
    return field.contents()


def date_in_words(value):
    """A day or an instant as the reader's language says it."""
    if not isinstance(value, datetime):
        return formats.day(value)
    zone = timezone.get_current_timezone_name()
    return languages.format_moment(value, zone, languages.current_language())


def date_column(field):
    """The column of a list for a field that is a day or an instant."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(thing):
        value = getattr(thing, field.name)
        return date_in_words(value) if value else None

    column.__name__ = field.name
    return column


def _may_open(field, thing, request):
    site = field.model_admin.admin_site
    if not site.is_registered(type(thing)):
        return False
    return site.get_model_admin(type(thing)).has_view_or_change_permission(request)
