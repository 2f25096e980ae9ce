import os

from django.core.management.base import BaseCommand

from workshops.demo.account import EMAIL
from workshops.demo.load import load
from workshops.models import Workshop


class Command(BaseCommand):
    help = (
        "Loads the demonstration: real municipalities, partnerships and past events, invented "
        "people and a sample workshop. What exists is left alone. With DEMO_PASSWORD in the "
        f"environment it also makes the account {EMAIL}."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is any workshop"
        )

    def handle(self, *args, **options):
        if options["if_empty"] and Workshop.objects.exists():
            self.stdout.write("There are workshops already: nothing loaded.")
            return
        password = os.environ.get("DEMO_PASSWORD", "")
        for name, number in load(password).items():
            self.stdout.write(f"{name}: {number} new")
        if not password:
            self.stdout.write("No account made: DEMO_PASSWORD is not set.")
