"""The import contracts of pyproject.toml hold, and a wrong import planted in any layer is seen."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("config", "workshops", "partnerships", "tools")

PLANTED = [
    ("tools/folding.py", "import partnerships.models", "The apps are layers"),
    ("partnerships/models/topic.py", "import workshops.models", "The apps are layers"),
    ("workshops/models/track.py", "import config.urls", "The apps are layers"),
    ("workshops/models/track.py", "import workshops.exports", "The packages of workshops"),
    ("workshops/translation.py", "import workshops.registration", "The packages of workshops"),
    ("workshops/programme.py", "import workshops.exports", "The packages of workshops"),
    ("workshops/texts.py", "import workshops.exports", "The packages of workshops"),
    ("workshops/travel.py", "import workshops.exports", "The packages of workshops"),
    ("workshops/interpretation.py", "import workshops.programme", "The packages of workshops"),
    ("workshops/exports/participants.py", "import workshops.registration.seats", "The packages of"),
    ("workshops/registration/seats.py", "import workshops.retention.policy", "The packages of"),
    ("workshops/retention/erase.py", "import workshops.admin.site", "The packages of workshops"),
    ("workshops/registration/seats.py", "import workshops.public", "The packages of workshops"),
    ("workshops/public/home.py", "import workshops.admin.site", "The packages of workshops"),
    ("workshops/admin/site.py", "import workshops.demo", "The packages of workshops"),
    ("workshops/desk/start.py", "import workshops.public.home", "The packages of workshops"),
    ("workshops/checkin/door.py", "import workshops.desk.fields", "The packages of workshops"),
    ("workshops/attendance.py", "import workshops.statistics", "The packages of workshops"),
    ("workshops/statistics.py", "import workshops.exports", "The packages of workshops"),
    ("workshops/demo/load.py", "import workshops.management", "The packages of workshops"),
    ("partnerships/models/topic.py", "import partnerships.admin", "The packages of partnerships"),
    ("partnerships/contact_import/plan.py", "import partnerships.admin", "The packages of partner"),
    ("partnerships/audit.py", "import partnerships.admin", "The packages of partnerships"),
    ("workshops/surplus/__init__.py", "", "The packages of workshops"),
]


def lint(folder):
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold(copy):
    assert lint(copy).returncode == 0


@pytest.mark.parametrize(("file", "line", "contract"), PLANTED)
def test_a_wrong_import_is_reported(copy, file, line, contract):
    path = copy / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")

    result = lint(copy)

    if before is None:
        shutil.rmtree(path.parent)
    else:
        path.write_text(before, encoding="utf-8")
    assert result.returncode == 1
    assert contract in result.stdout
    assert "BROKEN" in result.stdout or "exhaustive" in result.stdout.lower()


WEB = ("django.http", "django.shortcuts", "django.template", "django.views", "django.contrib.admin")


def web_imports(source):
    nodes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Import | ast.ImportFrom)]
    names = [
        name
        for node in nodes
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    ]
    return [name for name in names if name.startswith(WEB)]


@pytest.mark.parametrize("app", ["partnerships", "workshops"])
def test_models_import_no_web_module(app):
    files = list((ROOT / app / "models").glob("*.py"))

    assert len(files) > 5
    assert {f.name: found for f in files if (found := web_imports(f.read_text("utf-8")))} == {}


def test_a_web_module_in_the_models_would_be_seen():
    assert web_imports("from django.http import Http404") == ["django.http"]
