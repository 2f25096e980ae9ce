"""What the administration notes of its forms: who did what to which thing. By number, so that no
name stays behind when a person goes."""

import json

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType

UNNAMED = "–"


class NumberedLogMixin:
    def construct_change_message(self, request, form, formsets, add=False):
        """Of rows the kind is said and, if they were changed, the fields."""
        acts = super().construct_change_message(request, form, formsets, add)
        for act in acts:
            for said in act.values():
                if "object" in said:
                    said["object"] = UNNAMED
        return acts

    def log_addition(self, request, obj, message):
        return _note(request, [obj], ADDITION, message)

    def log_change(self, request, obj, message):
        return _note(request, [obj], CHANGE, message)

    def log_deletions(self, request, queryset):
        return _note(request, queryset, DELETION, [])


def _note(request, things, flag, message):
    kinds = ContentType.objects
    return LogEntry.objects.bulk_create(
        LogEntry(
            user=request.user,
            content_type=kinds.get_for_model(thing, for_concrete_model=False),
            object_id=thing.pk,
            object_repr=f"{thing._meta.model_name} {thing.pk}",
            action_flag=flag,
            change_message=message if isinstance(message, str) else json.dumps(message),
        )
        for thing in things
    )
