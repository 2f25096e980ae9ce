from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    BaseUserCreationForm,
    UserChangeForm,
)
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from partnerships import audit
from partnerships.admin.account_audit import note_account, note_group
from partnerships.admin.base import OrganiserAdmin, PageMixin
from partnerships.models import User

ACTS = {"view": _("see"), "add": _("add"), "change": _("change"), "delete": _("delete")}
OUR_APPS = ("partnerships", "workshops")


class AccountCreationForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("email",)
        field_classes = {}


class AccountForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {}


class NewPasswordForm(AdminPasswordChangeForm):
    """Without the choice to have none: there is no other way to log in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


class RightsField(forms.ModelMultipleChoiceField):
    """Rights in our words: "Workshops: change"."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, right):
        verb, _underscore, _model = right.codename.partition("_")
        things = right.content_type.model_class()._meta.verbose_name_plural
        act = ACTS.get(verb, _("export as a file"))
        return f"{capfirst(things)}: {act}"


def our_rights():
    """Not those of histories and of Django's own tables."""
    return (
        Permission.objects.filter(content_type__app_label__in=OUR_APPS)
        .exclude(content_type__model__startswith="historical")
        .select_related("content_type")
        .order_by("content_type__app_label", "content_type__model", "codename")
    )


@admin.register(User)
class AccountAdmin(PageMixin, UserAdmin):
    add_form_template = None
    change_form_template = "admin/account.html"
    form = AccountForm
    add_form = AccountCreationForm
    change_password_form = NewPasswordForm
    list_display = ["email", "name", "language", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "name", "language"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "groups", "is_superuser"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "language", "is_staff", "groups"]}),
        (_("Password"), {"fields": ["password1", "password2"]}),
    ]
    readonly_fields = ["last_login"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "is_superuser":
            field.label = _("May do everything")
            field.help_text = _("Without being in a group, including accounts and groups.")
        if db_field.name == "groups":
            field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
            field.help_text = _("What an account may do is what its groups may do.")
        return field

    def get_readonly_fields(self, request, obj=None):
        """Nobody gives rights they do not have: only who may do everything gives rights."""
        own = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return own
        return [*own, "is_superuser", "is_staff", "groups"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        note_account(request, form.instance, form, is_new=not change)

    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            account = self.get_object(request, unquote(id))
            audit.record(audit.Action.PASSWORD, request=request, about=account)
        return response

    def has_change_permission(self, request, obj=None):
        """Accounts of others are changed only by who may do everything: a new password or mail
        address would be the way into them."""
        is_others = obj is not None and obj.pk != request.user.pk
        is_refused = is_others and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_refused

    def has_delete_permission(self, request, obj=None):
        return False


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(OrganiserAdmin):
    list_display = ["name"]
    search_fields = ["name"]
    fields = ["name", "permissions"]

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
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser
