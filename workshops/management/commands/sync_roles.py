from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from partnerships import audit
from workshops import roles


class Command(BaseCommand):
    help = (
        "Gives the groups of the roles the rights that workshops/roles.py states, and says what "
        "was changed. Needed after each update; accounts and other groups are left alone."
    )

    def handle(self, *args, **options):
        try:
            changes = self._sync()
        except roles.UnknownRight as unknown:
            raise CommandError(f"Unknown: {unknown}. Run migrate first.") from unknown
        for change in changes:
            if change.is_new:
                self.stdout.write(f"{change.role}: made, {len(change.given)} rights")
                continue
            self.stdout.write(f"{change.role}: changed")
            for right in change.given:
                self.stdout.write(f"  + {right}")
            for right in change.taken:
                self.stdout.write(f"  - {right}")
        if not changes:
            self.stdout.write("All roles were as they should be.")

    @transaction.atomic
    def _sync(self):
        changes = roles.sync()
        for change in changes:
            group = Group.objects.get(name=change.role)
            given, taken = change.given, change.taken
            audit.record(audit.Action.RIGHTS, about=group, given=given, taken=taken)
        return changes
