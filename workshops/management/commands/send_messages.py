import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections

from workshops.models import is_sending
from workshops.registration import due, outbox
from workshops.retention import erase

# seconds between two rounds
PAUSE = 10
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
            self.report(outbox.send_due(outbox.transport(), goes_on=lambda: not ending.is_set()))
        except (DatabaseError, InterfaceError):
            logger.exception("The database does not answer; the next round tries again")

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
