import logging
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections

from workshops.models import LastRun, is_sending
from workshops.registration import due, outbox
from workshops.retention import erase

# seconds between two rounds
PAUSE = 10
# seconds between two signs of life, so that a long round is none of silence
SIGN_OF_LIFE = 30
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Sends the messages of the outbox that are due. With --loop it goes on until it is told "
        "to end (SIGTERM, Ctrl-C), after the mail at hand. Several may run at once. Each round "
        "first does what is due by itself: seats that nobody answered for, messages whose time "
        "is past, data to be erased."
    )

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on, a round each 10 seconds")

    def handle(self, *args, loop, **options):
        if not is_sending():
            do_what_is_due()
            self.stderr.write("No mail server is set (EMAIL_URL): every message goes by hand.")
            return
        if not loop:
            do_what_is_due()
            LastRun.objects.note(LastRun.Name.MAILS)
            self.report(outbox.send_due(outbox.transport()))
            return
        ending = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_signal: ending.set())
        while not ending.is_set():
            self.round_of_loop(ending)
            ending.wait(PAUSE)

    def round_of_loop(self, ending):
        close_old_connections()
        do_what_is_due()
        try:
            LastRun.objects.note(LastRun.Name.MAILS)
            self.report(outbox.send_due(outbox.transport(), goes_on=self.living(ending)))
        except (DatabaseError, InterfaceError):
            logger.exception("The database does not answer; the next round tries again")

    def living(self, ending):
        """Says whether to go on, asked before each mail; and the database that someone is here."""
        noted_at = time.monotonic()

        def goes_on():
            nonlocal noted_at
            if time.monotonic() - noted_at > SIGN_OF_LIFE:
                LastRun.objects.note(LastRun.Name.MAILS)
                noted_at = time.monotonic()
            return not ending.is_set()

        return goes_on

    def report(self, result):
        numbers = {"sent": result.sent, "later": result.failed, "given up": result.given_up}
        if any(numbers.values()) or result.stopped:
            said = ", ".join(f"{name} {number}" for name, number in numbers.items())
            self.stdout.write(f"{said}{'; stopped: ' if result.stopped else ''}{result.stopped}")


def do_what_is_due():
    due.run()
    try:
        erase.each_round()
    except (DatabaseError, InterfaceError):
        logger.exception("Nothing is erased: the database does not answer")
