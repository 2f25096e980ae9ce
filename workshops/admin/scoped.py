"""Lists, forms and choices of the admin show an account its own workshops alone."""

from django.http import Http404

from workshops.models import Delegation, LegalHold, Workshop, for_user, works_on_all
from workshops.models.assignment import tie_of
from workshops.retention.policy import RULES

# with a delegation go its letters, links and messages
KEPT = {rule.table for rule in RULES} | {Delegation}


def is_on_hold(thing):
    """Whether a legal hold stands on the workshop that a thing is tied to."""
    holds = LegalHold.objects.standing().values("workshop")
    same = type(thing)._default_manager.filter(pk=thing.pk)
    return same.filter(**{f"{tie_of(type(thing))}__in": holds}).exists()


def nameable(user):
    """The workshops that an account may name: its own, and those that everybody can read of."""
    if works_on_all(user):
        return Workshop.objects.all()
    return for_user(Workshop.objects.all(), user) | Workshop.objects.public()


class ChoicesMixin:
    """Of workshops and of what belongs to them, a field offers what the account works on. Another
    workshop may be named if everybody can read of it, but nothing is put into it."""

    def get_field_queryset(self, db, db_field, request):
        found = super().get_field_queryset(db, db_field, request)
        model = db_field.remote_field.model
        if works_on_all(request.user) or not tie_of(model):
            return found
        if model is Workshop and db_field.name != tie_of(db_field.model):
            return nameable(request.user)
        return for_user(model._default_manager.all() if found is None else found, request.user)


class ScopedMixin(ChoicesMixin):
    """A thing of another workshop is as one that is not there: in lists, forms, histories, deletion
    and in the answers of a search by name."""

    def get_queryset(self, request):
        return for_user(super().get_queryset(request), request.user)

    def has_delete_permission(self, request, obj=None):
        """What a legal hold keeps is deleted by nobody."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or self.model not in KEPT or not is_on_hold(obj)

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found
