from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from partnerships import audit
from partnerships.audit import Action
from partnerships.login import mails
from partnerships.models import User


class Command(BaseCommand):
    help = (
        "Makes an account for the administration, without a password: prints and mails a link that "
        "works once, where the person chooses one. What the account may do comes from its groups."
    )

    def add_arguments(self, parser):
        codes = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="the person's full name")
        parser.add_argument("--language", choices=codes, default=settings.LANGUAGE_CODE)
        parser.add_argument(
            "--administrator", action="store_true", help="may do everything, accounts included"
        )

    def handle(self, *args, email, name, language, administrator, **options):
        account = User(
            email=email, name=name, language=language, is_staff=True, is_superuser=administrator
        )
        account.set_unusable_password()
        try:
            account.full_clean()
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        with transaction.atomic():
            account.save()
            link = mails.invite(account)
            audit.record(Action.ACCOUNT_ADDED, about=account)
            audit.record(Action.RIGHTS, about=account, staff=True, superuser=administrator)
        self.stdout.write(f"{account.email}: {link}")
