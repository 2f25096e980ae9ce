"""PostgreSQL restarts while the site is read and mails are sent."""

import threading
import time
from collections import Counter
from contextlib import contextmanager

from tests.faults.sites import prepare, run, site, status, variables_of, wait
from tests.smtp import Mailbox, free_port, serving

PAGE = "/de/workshops/?when=past"
WRITE = """
from tests.factories import make_message
for number in range({number}):
    make_message(recipient="a@example.org", message_id=f"<{name}-{{number}}@testserver>")
"""


def restarted(server, folder, *, seconds):
    """L08: 503 for a moment, no other error; every process has its connections again."""
    mailbox, port = Mailbox(), free_port()
    with serving(mailbox) as mail_port:
        more = {"EMAIL_URL": f"smtp://127.0.0.1:{mail_port}"}
        variables = variables_of(server.get_uri(), folder, port, **more)
        prepare(variables)
        with site(variables), reading(port) as answers:
            _write(variables, "before")
            wait(lambda: len(mailbox.mails) == 1)
            time.sleep(seconds)
            restarted_at = time.monotonic()
            server.stop()
            server.start()
            back_at = time.monotonic()
            time.sleep(seconds)
            _write(variables, "after")
            wait(lambda: len(mailbox.mails) == 2)
    return _figures(answers, restarted_at, back_at)


def _figures(answers, restarted_at, back_at):
    counted = Counter(status for _at, status in answers)
    faults = [at for at, status in answers if status != 200]
    assert set(counted) <= {200, 503}
    assert all(at >= restarted_at - 1 for at in faults)
    last = max(faults, default=back_at) - back_at
    assert last <= 5
    later = [status for at, status in answers if at > back_at + 5]
    assert len(later) > 20
    assert set(later) == {200}
    return (
        f"away for {back_at - restarted_at:.1f} s: {counted[503]} of {len(answers):,} answers 503, "
        f"the last {max(last, 0):.1f} s after it was back, none but 200 then; the sender goes on"
    )


@contextmanager
def reading(port, readers=2):
    """[(when, status)] of pages asked for all the time."""
    answers, ending = [], threading.Event()

    def read():
        while not ending.is_set():
            answer = status(port, PAGE)
            answers.append((time.monotonic(), answer))
            time.sleep(0.1)

    threads = [threading.Thread(target=read) for _reader in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        ending.set()
        for thread in threads:
            thread.join()


def _write(variables, name):
    code = WRITE.format(number=1, name=name)
    run(variables, "manage.py", "shell", "--no-imports", "-c", code)
