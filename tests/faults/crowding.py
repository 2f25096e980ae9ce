"""More web threads than the database takes connections, and a crowd in front of them."""

import threading
import time
from collections import Counter

from tests.faults.closing import asked, site_variables
from tests.faults.outage import _run, _site, _wait
from tests.smtp import free_port

CONNECTIONS = 20
PAGES = ("/de/workshops/", "/uk/cities/", "/en/", "/sq/reports/")


def crowded(server, folder, *, clients=200, times=3):
    """L13: every request gets its page or a 503, no process falls, and all is well afterwards."""
    server.psql(f"ALTER SYSTEM SET max_connections = {CONNECTIONS}")
    server.stop()
    server.start()
    port = free_port()
    variables = site_variables(server, folder, port)
    variables |= {"WEB_WORKERS": "6", "DATABASE_POOL_SIZE": "40"}
    for command in ("migrate", "createcachetable", "collectstatic"):
        _run(variables, "manage.py", command, "--verbosity=0", *no_input(command))
    for name in ("media", "private"):
        (folder / name).mkdir()
    answers = []

    def visit(number):
        for turn in range(times):
            begun = time.monotonic()
            status = asked(port, PAGES[(number + turn) % len(PAGES)])[0]
            answers.append((status, time.monotonic() - begun))

    with _site(variables):
        crowd = [threading.Thread(target=visit, args=[number]) for number in range(clients)]
        for thread in crowd:
            thread.start()
        for thread in crowd:
            thread.join()
        counted = Counter(status for status, _took in answers)
        assert len(answers) == clients * times
        assert set(counted) <= {200, 503}
        assert counted[200] > len(answers) / 2
        _wait(lambda: asked(port, "/admin/login/")[0] == 200, seconds=10)
        _wait(lambda: asked(port, "/readyz")[0] == 200, seconds=10)
    longest = max(took for _status, took in answers)
    return (
        f"{clients} clients, 24 threads, {CONNECTIONS} connections: {counted[200]} pages, "
        f"{counted[503]} times 503, longest {longest:.1f} s; administration reachable at once"
    )


def no_input(command):
    return [] if command == "createcachetable" else ["--no-input"]
