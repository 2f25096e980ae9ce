from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workshops.retention import privacy_docs


class Command(BaseCommand):
    help = "Writes docs/retention.md and docs/privacy/ from the table of rules."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only say whether they are stale")

    def handle(self, *args, check, **options):
        folder = settings.BASE_DIR / "docs"
        stale = []
        for name, text in privacy_docs.pages().items():
            path = folder / name
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if check and stale:
            raise CommandError(f"Stale: {', '.join(stale)}. Run manage.py write_privacy_docs.")
        self.stdout.write(f"written: {', '.join(stale) or 'nothing'}")
