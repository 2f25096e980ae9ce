"""Lists, forms and choices of the admin show an account its own workshops alone."""

from django.http import Http404

from workshops.models import Workshop, for_user, works_on_all
from workshops.models.assignment import tie_of


def nameable(user):
    """The workshops that an account may name: its own, and those that everybody can read of."""
    if works_on_all(user):
        return Workshop.objects.all()
    return for_user(Workshop.objects.all(), user) | Workshop.objects.public()


class ChoicesMixin:
    """Of workshops and of what belongs to them, a field offers what the account works on; another
    workshop may be named if everybody can read of it."""

    def get_field_queryset(self, db, db_field, request):
        found = super().get_field_queryset(db, db_field, request)
        model = db_field.remote_field.model
        if works_on_all(request.user) or not tie_of(model):
            return found
        if model is Workshop:
            return nameable(request.user)
        return for_user(model._default_manager.all() if found is None else found, request.user)


class ScopedMixin(ChoicesMixin):
    """A thing of another workshop is as one that is not there: in lists, forms, histories, deletion
    and in the answers of a search by name."""

    def get_queryset(self, request):
        return for_user(super().get_queryset(request), request.user)

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found
