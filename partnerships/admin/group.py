"""Groups: roles are shown in words, groups of one's own are filled by hand."""

from collections import defaultdict

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from partnerships import audit
from partnerships.admin.account_audit import note_group
from partnerships.admin.base import OrganiserAdmin
from partnerships.models import Role, group_meaning, group_name

ACTS = {
    "view": _("see"),
    "add": _("add"),
    "change": _("change"),
    "delete": _("delete"),
    "export": _("export as a file"),
    "translate": _("translate"),
    "work": _("work on all, not only on assigned ones"),
}
OUR_APPS = ("partnerships", "workshops")


def thing_and_act(right):
    """As ("Workshops", "change")."""
    verb, _underscore, _model = right.codename.partition("_")
    things = right.content_type.model_class()._meta.verbose_name_plural
    return str(capfirst(things)), str(ACTS[verb])


class RightsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, right):
        return ": ".join(thing_and_act(right))


def our_rights():
    """Not those of histories and of Django's own tables."""
    return (
        Permission.objects.filter(content_type__app_label__in=OUR_APPS)
        .exclude(content_type__model__startswith="historical")
        .select_related("content_type")
        .order_by("content_type__app_label", "content_type__model", "codename")
    )


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(OrganiserAdmin):
    list_display = ["name_in_words", "meaning"]
    ordering = ["name"]
    search_fields = ["name"]
    readonly_fields = ["name_in_words", "meaning", "rights_in_words"]

    def get_fieldsets(self, request, obj=None):
        if obj is None or self.has_change_permission(request, obj):
            return [(None, {"fields": ["name", "permissions"]})]
        kept = _("The program keeps the rights of a role itself: they are not changed here.")
        return [
            (
                None,
                {"fields": self.readonly_fields, "description": kept if is_role(obj) else None},
            )
        ]

    @admin.display(description=_("name"), ordering="name")
    def name_in_words(self, group):
        return group_name(group)

    @admin.display(description=_("What it may do"))
    def meaning(self, group):
        return group_meaning(group)

    @admin.display(description=_("Rights"))
    def rights_in_words(self, group):
        acts = defaultdict(list)
        for right in group.permissions.select_related("content_type"):
            thing, act = thing_and_act(right)
            acts[thing].append(act)
        rows = [(thing, ", ".join(acts[thing])) for thing in sorted(acts)]
        lines = format_html_join("", "<li>{}: {}</li>", rows)
        return format_html('<ul class="plain-list">{}</ul>', lines)

    def title_of(self, thing):
        return group_name(thing)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "permissions":
            return RightsField(our_rights(), label=_("Rights"), required=False)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        note_group(request, form.instance, form)

    def delete_model(self, request, obj):
        with transaction.atomic():
            audit.record(audit.Action.RIGHTS, request=request, about=obj, rights=[])
            super().delete_model(request, obj)

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        """The rights of a role are those of the program's table: another would be undone."""
        return request.user.is_superuser and not is_role(obj)

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser and not is_role(obj)


def is_role(group):
    return group is not None and group.name in Role
