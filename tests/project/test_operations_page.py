"""docs/operations.md says nothing that does not exist; its units and nginx are linted where they
can be."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from config import health
from tests.project.test_settings import PRODUCTION, manage

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs/operations.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
UNITS = {
    Path(text.partition("\n")[0].removeprefix("# ")).name: text
    for kind, text in BLOCKS
    if kind == "ini"
}
ENVIRONMENT = next(text for _kind, text in BLOCKS if text.startswith("# /etc/workshops.env"))
LINTER = shutil.which("systemd-analyze")
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def test_the_units_are_all_there():
    assert sorted(UNITS) == [
        "workshops-audit.service",
        "workshops-audit.timer",
        "workshops-backup.service",
        "workshops-backup.timer",
        "workshops-mail.service",
        "workshops-retention.service",
        "workshops-retention.timer",
        "workshops-web.service",
        "workshops-web.socket",
    ]
    enabled = re.search(r"systemctl enable --now (.*)", PAGE)[1].split()
    with_install = [name for name, text in UNITS.items() if "[Install]" in text]
    assert sorted(enabled) == sorted(with_install)


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_what_a_unit_starts_exists(name):
    command = re.search(r"^ExecStart=(.*)$", UNITS[name], re.MULTILINE)[1].split()
    program = command[0].removeprefix("/srv/workshops/")

    assert (ROOT / program).exists()
    if "manage.py" in command:
        assert_command(command[command.index("manage.py") + 1 :])
    if "gunicorn" in command:
        assert (ROOT / command[command.index("--config") + 1]).exists()


def test_the_commands_on_the_page_exist_with_their_options():
    lines = re.findall(r"manage\.py (\w+(?: [^\n`]*)?)", PAGE)
    named = {line.split()[0] for line in lines}

    assert {"migrate", "createcachetable", "collectstatic", "send_messages"} <= named
    assert named <= set(get_commands())
    for line in re.findall(r"script/(backup|restore) ([^\n`]*)", PAGE):
        if "--new-key" not in line[1] and line[1].strip():
            assert_command([line[0], *line[1].split()])


def assert_command(words):
    name, *arguments = words
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("manage.py", name)
    parser.parse_args(arguments)  # ends the test where an option is unknown


def test_the_environment_on_the_page_starts_the_site(tmp_path):
    variables = dict(
        line.split("=", 1) for line in ENVIRONMENT.splitlines() if line and line[0] != "#"
    )
    variables |= {"VAR_DIR": str(tmp_path), "SECRET_KEY": PRODUCTION["SECRET_KEY"]}

    result = manage("check", "--deploy", "--fail-level", "WARNING", **variables)

    assert result.returncode == 0, result.stderr


def test_every_part_of_readyz_is_explained():
    table = "".join(re.findall(r"^\| (`.*`) \|", PAGE, re.MULTILINE))

    assert set(re.findall(r"`(\w+)`", table)) == {
        "database",
        *health.IN_DATABASE,
        *health.BESIDE_IT,
    }


@pytest.mark.skipif(not LINTER, reason="systemd-analyze is not installed")
def test_systemd_understands_the_units(tmp_path):
    """With programs and account of this machine: those of the page are nowhere here."""
    for name, text in UNITS.items():
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        text = text.replace("User=workshops", "User=root").replace("/srv/workshops", "/")
        (tmp_path / name).write_text(text, "utf-8")
    command = [LINTER, "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)]

    result = subprocess.run(command, capture_output=True, text=True)

    ours = [line for line in result.stderr.splitlines() if "workshops-" in line]
    assert (ours, result.returncode) == ([], 0), result.stderr


@pytest.mark.skipif(not NGINX, reason="nginx is not installed")
def test_nginx_understands_its_configuration(tmp_path):
    main, site = [text for kind, text in BLOCKS if kind == "nginx"]
    pem = tmp_path / "workshops.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"]
        + ["-keyout", str(pem), "-out", str(tmp_path / "cert.pem")],
        check=True,
        capture_output=True,
    )
    site = site.replace("/etc/ssl/workshops.pem", str(tmp_path / "cert.pem"))
    site = site.replace("/etc/ssl/workshops.key", str(pem))
    site = site.replace("/var/cache/nginx/workshops", str(tmp_path / "cache"))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"pid {tmp_path}/pid;\nerror_log {tmp_path}/log;\n{main}\n"
        f"http {{\naccess_log {tmp_path}/access;\n{folders}{site}\n}}\n"
    )

    result = subprocess.run([NGINX, "-t", "-c", str(conf)], capture_output=True, text=True)

    assert result.returncode == 0, result.stderr
    assert "warn" not in result.stderr
