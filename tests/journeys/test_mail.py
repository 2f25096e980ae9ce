"""What script/server does with a message of the outbox."""

import subprocess
import sys
import time

import pytest

from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.browser

QUEUE = """
from django.core.mail import send_mail
send_mail("Probe", "Text", None, ["probe@example.org"])
"""


def test_the_demo_puts_its_mails_into_a_folder(demo):
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", QUEUE]
    subprocess.run(command, cwd=ROOT, env=demo.variables | {"DEBUG": "1"}, check=True)

    until = time.monotonic() + 30
    folder = demo.folder / "mail"
    while not (folder.exists() and list(folder.glob("*probe@example.org.eml"))):
        assert time.monotonic() < until
        time.sleep(0.2)

    (file,) = folder.glob("*probe@example.org.eml")
    assert "Subject: Probe" in file.read_text()
