"""Municipalities, organisations and contacts as every workshop uses them: what another workshop
relies on is changed by who works on that one, too."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from partnerships.admin.contact import ContactAdmin, ContactInline
from partnerships.admin.municipality import PROTECTION, MunicipalityAdmin, SpellingInline
from partnerships.admin.organisation import OrganisationAdmin
from partnerships.models import Contact, Municipality, Organisation
from workshops.models import Delegation, LegalHold, for_user, works_on_all

RELIED_ON = gettext_lazy(
    "A delegation of another workshop relies on it. Only who works on all workshops can change it."
)


def out_of_reach(user):
    """The delegations of workshops that the account does not work on."""
    everybody = Delegation.objects.all()
    if works_on_all(user):
        return everybody.none()
    return everybody.exclude(pk__in=for_user(everybody, user).values("pk"))


def are_on_hold(contacts):
    """Whether one of them wrote for a workshop on which a legal hold stands."""
    holds = LegalHold.objects.standing().values("workshop")
    return contacts.filter(delegations__workshop__in=holds).exists()


class ReachMixin:
    def fixed_addresses(self, request, contacts):
        others = out_of_reach(request.user)
        return set(contacts.filter(delegations__in=others).values_list("pk", flat=True))


class ContactRows(ReachMixin, ContactInline):
    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not are_on_hold(obj.contacts.all()))


admin.site.unregister([Contact, Municipality, Organisation])


@admin.register(Contact)
class ContactPage(ReachMixin, ContactAdmin):
    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not are_on_hold(Contact.objects.filter(pk=obj.pk)))


@admin.register(Municipality)
class MunicipalityPage(MunicipalityAdmin):
    inlines = [SpellingInline, ContactRows]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if obj and out_of_reach(request.user).filter(municipality=obj).exists():
            for name in form.base_fields.keys() & PROTECTION:
                form.base_fields[name].disabled = True
                form.base_fields[name].help_text = RELIED_ON
        return form


@admin.register(Organisation)
class OrganisationPage(OrganisationAdmin):
    inlines = [ContactRows]
