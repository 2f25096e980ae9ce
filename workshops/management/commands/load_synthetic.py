from django.core.management.base import BaseCommand, CommandError

from workshops.demo import synthetic
from workshops.models import Workshop


class Command(BaseCommand):
    help = (
        "Fills an empty database with invented workshops, municipalities and people, always the "
        "same, to measure speed with. See script/benchmark."
    )

    def handle(self, *args, **options):
        if Workshop.objects.exists():
            raise CommandError("There are workshops already: nothing loaded.")
        for name, number in synthetic.load().items():
            self.stdout.write(f"{name}: {number}")
