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
            return
        slug = synthetic.large_slug(people)
        if Workshop.objects.filter(slug=slug).exists():
            raise CommandError(f"There is “{slug}” already: nothing loaded.")
        if not Workshop.objects.exists():
            self._load()
        synthetic.load_large(people)
        self.stdout.write(f"{slug}: {people}")

    def _load(self):
        if Workshop.objects.exists():
            raise CommandError("There are workshops already: nothing loaded.")
        for name, number in synthetic.load().items():
            self.stdout.write(f"{name}: {number}")
