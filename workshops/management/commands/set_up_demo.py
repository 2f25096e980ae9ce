from django.core.management import BaseCommand, call_command


class Command(BaseCommand):
    help = "Prepares what script/server serves: tables, demo data if empty, static files."

    def handle(self, *args, **options):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("sync_roles", verbosity=0, stdout=self.stdout)
        call_command("load_demo", if_empty=True)
        call_command("collectstatic", interactive=False, verbosity=0)
