"""Municipalities, organisations and contacts, which all workshops share: what keeps the people of
another workshop safe is changed by who works on all of them."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy

from partnerships.admin.contact import ContactAdmin, ContactInline
from partnerships.admin.municipality import MunicipalityAdmin, SpellingInline
from partnerships.admin.organisation import OrganisationAdmin
from partnerships.models import Contact, Municipality, Organisation
from workshops.models import Delegation, LegalHold, for_user, works_on_all

GUARDED = gettext_lazy(
    "Its people are protected. Only who works on all workshops can change this page."
)


def are_on_hold(contacts):
    """Whether one of them wrote for a workshop on which a legal hold stands."""
    holds = LegalHold.objects.standing().values("workshop")
    return contacts.filter(delegations__workshop__in=holds).exists()


class ReachMixin:
    """A contact to whom a workshop out of reach writes keeps the address, and is there."""

    def fixed_addresses(self, request, contacts):
        if works_on_all(request.user):
            return frozenset()
        own = for_user(Delegation.objects.all(), request.user).values("pk")
        others = Delegation.objects.exclude(pk__in=own)
        return set(contacts.filter(delegations__in=others).values_list("pk", flat=True))

    def may_go(self, request, contacts):
        return not (are_on_hold(contacts) or self.fixed_addresses(request, contacts))


class ContactRows(ReachMixin, ContactInline):
    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or self.may_go(request, obj.contacts.all()))


class GuardedMixin:
    """Who is named for a municipality that protects its people, in whichever workshop, relies on
    its page, and on those of its organisations."""

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or works_on_all(request.user) or not is_guarded(obj))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and is_guarded(obj) and not works_on_all(request.user):
            messages.info(request, GUARDED)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def is_guarded(body):
    municipality = body if isinstance(body, Municipality) else body.municipality
    return bool(municipality and municipality.protects_people)


admin.site.unregister([Contact, Municipality, Organisation])


@admin.register(Contact)
class ContactPage(ReachMixin, ContactAdmin):
    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or self.may_go(request, Contact.objects.filter(pk=obj.pk)))


@admin.register(Municipality)
class MunicipalityPage(GuardedMixin, MunicipalityAdmin):
    inlines = [SpellingInline, ContactRows]


@admin.register(Organisation)
class OrganisationPage(GuardedMixin, OrganisationAdmin):
    inlines = [ContactRows]
