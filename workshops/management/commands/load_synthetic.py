from django.core.management.base import BaseCommand, CommandError

from workshops.demo import synthetic
from workshops.models import Workshop


class Command(BaseCommand):
    help = (
        "Fills an empty database with invented workshops, municipalities and people, always the "
        "same, to measure speed with. See script/benchmark."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--people",
            type=int,
            help="then add one workshop with so many people, also to what was loaded before",
        )

    def handle(self, *, people, **options):
        if not people:
            self._load()
        elif Workshop.objects.filter(slug=synthetic.LARGE).exists():
            raise CommandError(f"There is “{synthetic.LARGE}” already: nothing loaded.")
        else:
            if not Workshop.objects.exists():
                self._load()
            synthetic.load_large(people)
            self.stdout.write(f"{synthetic.LARGE}: {people}")

    def _load(self):
        if Workshop.objects.exists():
            raise CommandError("There are workshops already: nothing loaded.")
        for name, number in synthetic.load().items():
            self.stdout.write(f"{name}: {number}")
