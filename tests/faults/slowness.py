"""Slow connections in great number, before nginx as docs/operations.md sets it up."""

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager

from django.conf import settings

from tests.factories import make_open_call
from tests.faults.cast import ROOT
from tests.faults.dawdlers import PICTURE, UNCHECKED
from tests.faults.outage import _wait
from tests.faults.sites import Server, end, on_this_database, serving
from tests.smtp import free_port

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
MISSING = "nginx is not installed"
PAGES = ("/de/workshops/", "/uk/cities/", "/en/", "/sq/workshops/call/")
HALF_A_FORM = (
    b"POST /en/workshops/call/take-part/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"X-Forwarded-Proto: https\r\nContent-Length: 1000\r\n\r\n"
)


def crowded(folder, *, number=2_000, seconds=60, within=1.0):
    """L34: others are served as if nobody were slow. At gunicorn itself a few would be enough to
    keep everybody out.

    `within`: seconds for 95 of 100 pages.
    """
    if not NGINX:
        return f"skipped: {MISSING}"
    make_open_call("call")
    port = free_port()
    variables = on_this_database(
        BEHIND_PROXY="1", SITE_URL=f"https://127.0.0.1:{port}", VAR_DIR=str(folder)
    )
    static_files_and_a_large_picture(folder)
    server = Server(variables, is_held=False)
    with serving(server), nginx(folder, port, server.port):
        alone = read(port, seconds / 4)
        with dawdling(port, number) as least:
            beside = read(port, seconds)
        assert min(least) >= 0.9 * number, min(least)
        assert beside <= within, (alone, beside)
        assert_held_up_without(server.port)
    return (
        f"at least {min(least):,} of {number:,} slow headers, forms and readers open for {seconds}"
        f" s: 95 of 100 pages within {beside:.2f} s, {alone:.2f} s without them; 40 at gunicorn"
        " itself keep everybody out"
    )


def static_files_and_a_large_picture(folder):
    (folder / "static").symlink_to(settings.STATIC_ROOT)
    (folder / "media").mkdir()
    (folder / PICTURE.removeprefix("/")).write_bytes(b"x" * 300_000)


def configuration(folder, port, upstream):
    """The very text of the page, with ports and folders of this round."""
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    main, site = re.findall(r"```nginx\n(.*?)```", page, re.DOTALL)
    for there, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "workshops.example.org": "127.0.0.1",
        "/etc/ssl/workshops.pem": f"{folder}/cert.pem",
        "/etc/ssl/workshops.key": f"{folder}/key.pem",
        "/var/cache/nginx/workshops": f"{folder}/cache",
        "http://127.0.0.1:8000": f"http://127.0.0.1:{upstream}",
    }.items():
        assert there in site, there
        site = site.replace(there, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    own = "user root;\n" if os.geteuid() == 0 else ""
    return (
        f"{own}worker_processes 2;\npid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\n"
        f"{main}\nhttp {{\naccess_log off;\n{folders}{site}}}\n"
    )


def make_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
        + ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True,
        capture_output=True,
    )


@contextmanager
def nginx(folder, port, upstream):
    make_certificate(folder)
    path = folder / "nginx.conf"
    path.write_text(configuration(folder, port, upstream), "utf-8")
    command = [NGINX, "-c", str(path), "-g", "daemon off;"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: page_of(port, "/robots.txt") == 200)
        yield
    finally:
        end(process)


def page_of(port, path):
    link = http.client.HTTPSConnection("127.0.0.1", port, timeout=60, context=UNCHECKED)
    with closing(link):
        try:
            link.request("GET", path)
            response = link.getresponse()
            response.read()
        except OSError:
            return 0
        return response.status


def read(port, seconds, readers=4):
    """How long 95 of 100 pages take at most; all of them come."""
    times, statuses, until = [], Counter(), time.monotonic() + seconds

    def go_on(number):
        while time.monotonic() < until:
            begun = time.monotonic()
            statuses[page_of(port, PAGES[number % len(PAGES)])] += 1
            times.append(time.monotonic() - begun)
            time.sleep(0.2)

    threads = [threading.Thread(target=go_on, args=[number]) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) == {200}, statuses
    return statistics.quantiles(times, n=20)[-1]


@contextmanager
def dawdling(port, number):
    """[how many were open, each second] from when they are all there."""
    command = [sys.executable, "-m", "tests.faults.dawdlers", str(port), str(number)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    counts = []

    def listen():
        for line in process.stdout:
            counts.append(int(line))

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        _wait(lambda: counts and counts[-1] >= 0.95 * number)
        counts[:-1] = []
        yield counts
    finally:
        process.terminate()
        process.wait()
        thread.join()
        process.stdout.close()


def assert_held_up_without(port):
    """The control: nobody stands between the slow ones and the threads of the web server."""
    with ExitStack() as slow:
        for _number in range(40):
            link = slow.enter_context(socket.create_connection(("127.0.0.1", port)))
            link.sendall(HALF_A_FORM)
        _wait(lambda: not is_answered(port))


def is_answered(port):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as link:
        try:
            link.request("GET", "/healthz")
            return link.getresponse().status == 200
        except TimeoutError:
            return False
