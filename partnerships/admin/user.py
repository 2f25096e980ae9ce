from allauth.account.models import EmailAddress
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin import RelatedFieldListFilter
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partnerships import audit
from partnerships.admin.account_audit import note_account
from partnerships.admin.base import PageMixin
from partnerships.login import factors, mails
from partnerships.models import User, group_meaning, group_name

# of one's own account: without them one would stand before a closed door
OWN = ("is_active", "is_staff", "is_superuser")
INVITED = _(
    "An invitation is sent to the address, with a link to choose a password. It works once and for "
    "three days; after that the person asks for a new one at the login."
)
# with one of these changed, an account without a password is invited
REACHED_BY = {"email", "is_staff", "is_active"}
OWN_RIGHTS = _("Nobody takes their own rights away: somebody else with an account does.")


class AccountCreationForm(forms.ModelForm):
    """Without a password: the person chooses it through the link of the invitation."""

    class Meta:
        model = User
        fields = ("email",)


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


class GroupsField(forms.ModelMultipleChoiceField):
    """Groups by their names in the reader's language, with what a role means."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        name, meaning = group_name(group), group_meaning(group)
        explained = '<span>{} <span class="quiet">{}</span></span>'
        return format_html(explained, name, meaning) if meaning else name


class GroupFilter(RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        return [(group.pk, group_name(group)) for group in Group.objects.order_by("name")]


# theirs are the pages of the login, and their rows hold secrets
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)


@admin.register(User)
class AccountAdmin(PageMixin, UserAdmin):
    add_form_template = None
    change_form_template = "admin/account.html"
    form = AccountForm
    add_form = AccountCreationForm
    change_password_form = NewPasswordForm
    list_display = [
        *("email", "name", "groups_in_words", "has_second_factor", "is_active", "last_login"),
    ]
    list_filter = ["is_active", ("groups", GroupFilter)]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "name", "language"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "groups", "is_superuser"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "name", "language", "is_staff", "groups"],
                "description": INVITED,
            },
        ),
    ]
    readonly_fields = ["last_login"]

    def get_queryset(self, request):
        accounts = super().get_queryset(request).prefetch_related("groups")
        return factors.with_factors(accounts)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.widget.can_add_related = False  # there is an entry of its own for groups
        if db_field.name == "is_superuser":
            field.label = _("May do everything")
            field.help_text = _("Without being in a group, including accounts and groups.")
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return GroupsField(
            Group.objects.order_by("name"),
            label=_("Groups"),
            required=False,
            help_text=format_lazy(
                "{} {}",
                _("What an account may do is what its groups may do."),
                _("Who does not work on all workshops is named on each under “Who works on it”."),
            ),
        )

    def get_urls(self):
        lost_device = self.admin_site.admin_view(self.lost_device)
        end_sessions = self.admin_site.admin_view(self.end_sessions)
        return [
            path("<int:pk>/lost-device/", lost_device, name="partnerships_user_lost_device"),
            path("<int:pk>/end-sessions/", end_sessions, name="partnerships_user_end_sessions"),
            *super().get_urls(),
        ]

    def lost_device(self, request, pk):
        """Who lost device and codes logs in with the password and sets up anew."""
        if not request.user.is_superuser:
            raise PermissionDenied
        account = get_object_or_404(User, pk=pk)
        if account == request.user:
            return redirect("mfa_index")
        if not factors.is_recent(request):
            return factors.ask_again(request.path)
        if request.method == "POST":
            factors.remove_all(account, by=request.user, request=request)
            messages.success(request, _("The second factor was removed, all sessions ended."))
            return redirect("admin:partnerships_user_change", pk)
        number = factors.of(account).count()
        return self._ask(request, account, "lost_device", title=_("Lost device"), factors=number)

    def end_sessions(self, request, pk):
        """Log an account out on all devices; it stays as it is otherwise."""
        if not request.user.is_superuser:
            raise PermissionDenied
        account = get_object_or_404(User, pk=pk)
        if not factors.is_recent(request):
            return factors.ask_again(request.path)
        if request.method == "POST":
            audit.record(audit.Action.LOGOUT, request=request, about=account)
            factors.end_sessions(account, by=request.user)
            messages.success(request, _("All sessions of this account were ended."))
            return redirect("admin:partnerships_user_change", pk)
        return self._ask(request, account, "end_sessions", title=_("End all sessions"))

    def _ask(self, request, account, page, **words):
        back = reverse("admin:partnerships_user_change", args=[account.pk])
        context = self.admin_site.each_context(request) | {"account": account, "back": back}
        return render(request, f"admin/{page}.html", context | words)

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        """A new account or address is a way in: it asks for the password or a code once more."""
        if not factors.is_recent(request):
            if object_id is None:
                return factors.ask_again(request.get_full_path())
            if request.method == "POST":
                raise ReauthenticationRequired  # what was typed is sent again afterwards
        return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and not obj.is_active:
            factors.end_sessions(obj, by=request.user)

    def get_readonly_fields(self, request, obj=None):
        """Only who may do everything gives rights, and nobody takes their own away."""
        shown = super().get_readonly_fields(request, obj)
        if not request.user.is_superuser:
            shown = [*shown, "is_superuser", "is_staff", "groups_in_words"]
        return [*shown, *OWN] if obj == request.user else shown

    def get_changeform_initial_data(self, request):
        return {"is_staff": True} | super().get_changeform_initial_data(request)

    def get_fieldsets(self, request, obj=None):
        """Who gives no rights reads of them in words."""
        shown = super().get_fieldsets(request, obj)
        if obj == request.user:
            main, (title, options) = shown
            shown = [main, (title, options | {"description": OWN_RIGHTS})]
        if request.user.is_superuser:
            return shown
        return [
            (title, options | {"fields": _in_words(options["fields"])}) for title, options in shown
        ]

    @admin.display(description=_("groups"))
    def groups_in_words(self, account):
        groups = account.groups.all() if account.pk else []
        everything = [_("May do everything")] if account.is_superuser else []
        names = [*everything, *(group_name(group) for group in groups)]
        return ", ".join(sorted(map(str, names))) or "–"

    @admin.display(description=_("second factor"), boolean=True, ordering="has_second_factor")
    def has_second_factor(self, account):
        return account.has_second_factor

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        account = form.instance
        note_account(request, account, form, is_new=not change)
        may_log_in = account.is_staff and account.is_active
        is_reached = REACHED_BY.intersection(form.changed_data)
        if may_log_in and is_reached and not account.has_usable_password():
            mails.invite(account)
            text = _("An invitation goes to %(email)s.")
            messages.success(request, text % {"email": account.email})

    def user_change_password(self, request, id, form_url=""):
        if not factors.is_recent(request):
            return factors.ask_again(request.path)
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


def _in_words(fields):
    return ["groups_in_words" if name == "groups" else name for name in fields]
