"""How fast lists leave and are looked through, with 100,000 people: part of script/benchmark."""

import http.client
import re
import statistics
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

PEOPLE, FEWER = 100_000, 10_000
RUNS = 3
# twenty of the columns of the full list
COLUMNS = (
    "reference status role sending_body country rank is_head given_name family_name name_latin"
    " position employer email phone language languages_spoken assigned_track track_wish_1 days"
    " needs_interpretation"
)
READINGS = 15
EMAIL, PASSWORD = "benchmark@example.org", "only-for-measuring"
MAKE_ORGANISER = f"""
from partnerships.models import User
if not User.objects.filter(email="{EMAIL}").exists():
    User.objects.create_superuser("{EMAIL}", "{PASSWORD}")
"""
LOAD = f"""
{MAKE_ORGANISER}
from django.core.management import call_command
from workshops.demo import synthetic
from workshops.models import Workshop
for people in ({PEOPLE}, {FEWER}):
    if not Workshop.objects.filter(slug=synthetic.large_slug(people)).exists():
        call_command("load_synthetic", people=people)
for people in ({PEOPLE}, {FEWER}):
    print(Workshop.objects.get(slug=synthetic.large_slug(people)).pk)
"""


def measured(port, server, workshop, smaller):
    """Figures of the server's answers; `server` is its process, the rest are the keys of the large
    workshops that LOAD printed."""
    client = Client(port, server)
    client.log_in()
    path = f"/admin/workshops/workshop/{workshop}/lists/full/"
    for file_format in ("csv", "xlsx"):  # what is loaded once is no part of the figures
        client.take(path, file_format, q="person 17")
    figures = {}
    for file_format in ("csv", "xlsx"):
        client.log_in()  # a large list leaves only to who has just logged in
        for dialect in ("excel", "rfc4180"):
            runs = [client.take(path, file_format, dialect=dialect) for _time in range(RUNS)]
            first, seconds, grown, size = zip(*runs, strict=True)
            name = f"{file_format} {dialect}"
            figures[f"{name}, rows/s"] = round(PEOPLE / statistics.median(seconds))
            figures[f"{name}, first byte, s"] = round(statistics.median(first), 2)
            figures[f"{name}, memory, +MB"] = max(grown)
            figures[f"{name}, size, MB"] = round(size[0] / 1e6, 1)
    for people, key in ((FEWER, smaller), (PEOPLE, workshop)):
        for name, query in (("page", ""), ("search", "?q=person+1723")):
            page = f"/admin/workshops/workshop/{key}/people/{query}"
            times = client.times_of(page)
            figures[f"{people} people, {name}, p50, ms"] = round(statistics.median(times))
    return figures


class Client:
    """One organiser with a browser."""

    def __init__(self, port, server=None):
        self.port, self.server = port, server
        self.cookies = {"csrf": "0" * 32}

    @property
    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def post(self, path, fields):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        body = urlencode({"csrfmiddlewaretoken": self.cookies["csrf"]} | fields)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, body, headers)
        return connection, connection.getresponse()

    def log_in(self):
        fields = {"login": EMAIL, "password": PASSWORD, "next": "/admin/"}
        connection, response = self.post("/admin/login/", fields)
        assert response.status == 302, response.status
        for header in response.headers.get_all("Set-Cookie"):
            name, _equals, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()

    def times_of(self, path):
        """Milliseconds until the page is there, of each of many readings."""
        times = []
        for _time in range(READINGS):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
            begun = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": self.cookie})
            response = connection.getresponse()
            response.read()
            times.append((time.perf_counter() - begun) * 1000)
            assert response.status == 200, (path, response.status)
            connection.close()
        return times

    def take(self, path, file_format, **fields):
        """(seconds to the first byte, seconds in all, MB by which the server grew, bytes)"""
        with Memory(self.server) as memory:
            begun = time.perf_counter()
            fields = {"columns": COLUMNS, "language": "de", "format": file_format} | fields
            connection, response = self.post(path, fields)
            size = len(response.read(1))
            first = time.perf_counter() - begun
            assert response.status == 200, response.status
            while piece := response.read(65536):
                size += len(piece)
            seconds = time.perf_counter() - begun
            connection.close()
        return first, seconds, memory.grown, size


class Memory:
    """By how many MB the processes of a server grow at most while something happens."""

    def __init__(self, server):
        self.children = Path(f"/proc/{server}/task/{server}/children").read_text().split()

    def resident(self):
        sizes = [Path(f"/proc/{child}/status").read_text() for child in self.children]
        return sum(int(re.search(r"VmRSS:\s+(\d+)", text)[1]) for text in sizes)

    def __enter__(self):
        self.before = self.most = self.resident()
        self.ending = threading.Event()
        self.watcher = threading.Thread(target=self.watch)
        self.watcher.start()
        return self

    def watch(self):
        while not self.ending.wait(0.1):
            self.most = max(self.most, self.resident())

    def __exit__(self, *error):
        self.ending.set()
        self.watcher.join()
        self.grown = round((self.most - self.before) / 1024, 1)
