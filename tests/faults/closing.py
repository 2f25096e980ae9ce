"""The database takes no writes for a while; migrations are begun twice, and killed."""

import random
import subprocess
import sys
import time

from tests.faults.cast import ROOT
from tests.faults.sites import asked, prepare, run, said, site, variables_of, wait
from tests.smtp import free_port

PREPARE = """
from tests.factories import make_open_call
make_open_call("call")
"""
COUNT = """
from workshops.models import Interest
print(Interest.objects.count())
"""
PAGES = ("/de/", "/uk/workshops/", "/sq/cities/", "/en/workshops/call/", "/de/search/?q=x")


def read_only(server, folder):
    """L11: pages are read, forms say that they are closed; afterwards all is as before."""
    port = free_port()
    variables = variables_of(server.get_uri(), folder, port)
    prepare(variables)
    run(variables, "manage.py", "shell", "--no-imports", "-c", PREPARE)
    with site(variables):
        assert looked_at(port, "/readyz") == (200, False)
        close(server, "on")
        wait(lambda: looked_at(port, "/readyz")[0] == 503)
        assert [looked_at(port, path)[0] for path in PAGES] == [200] * len(PAGES)
        assert looked_at(port, "/uk/d/unknown-link/")[0] == 404
        assert [express_interest(port) for _time in range(3)] == [(503, True)] * 3
        close(server, "off")
        back_at = time.monotonic()
        wait(lambda: looked_at(port, "/readyz")[0] == 200)
        took = time.monotonic() - back_at
        assert said(variables, COUNT) == "0"
        assert express_interest(port)[0] == 302
        assert said(variables, COUNT) == "1"
    return f"{len(PAGES)} pages 200, 3 forms 503, nothing written; all well {took:.1f} s after"


def close(server, is_on):
    """For new connections; the old ones are ended."""
    server.psql(
        "SET default_transaction_read_only = off;"
        f"ALTER DATABASE postgres SET default_transaction_read_only = {is_on};"
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )


def looked_at(port, path, fields=None):
    """(status, whether the page says that forms are closed)"""
    answer, text = asked(port, path, fields)
    return answer, "This form is closed for a moment" in text


def express_interest(port):
    fields = {"municipality_name": "Луцьк", "country": "UA", "name": "O", "email": "o@example.org"}
    return looked_at(port, "/en/workshops/call/take-part/", fields)


def migrated(server, folder, *, kills):
    """L25: killed so many times midway and begun twice at once, the tables are as always."""
    variables = variables_of(server.get_uri(), folder, 0)
    command = [sys.executable, "manage.py", "migrate", "--no-input"]
    killed = 0
    for number in range(kills):
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL)
        time.sleep(1 + number / 2 + random.random())
        killed += process.poll() is None
        process.kill()
        process.wait()
    assert killed
    pair = [
        subprocess.Popen(
            command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for _process in range(2)
    ]
    outputs = [process.communicate(timeout=300)[0].decode() for process in pair]
    assert [process.returncode for process in pair] == [0, 0], outputs
    idle = sum("No migrations to apply" in output for output in outputs)
    assert idle >= 1
    subprocess.run([*command, "--check"], cwd=ROOT, env=variables, check=True)
    return f"killed {killed} times midway, then two at once: both well, {idle} had nothing to do"
