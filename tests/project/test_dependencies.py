"""What others wrote and the product ships: from one place, locked by hash, under licences that let
a public body run, change and pass on the whole."""

import tomllib
from importlib.metadata import distributions, metadata

import pytest
from django.conf import settings

pytestmark = [pytest.mark.once, pytest.mark.row("A84")]

PYPI = {"registry": "https://pypi.org/simple"}
OURSELVES = "municipal-partnerships"
FREE = ("mit", "bsd", "apache", "isc", "mpl", "mozilla public", "lgpl", "psf")
# the package itself does not say; its repository does
UNSAID = {"pyrage": "MIT"}


def packages():
    """{name: its part of the lock file}"""
    lock = tomllib.loads((settings.BASE_DIR / "uv.lock").read_text())
    return {package["name"]: package for package in lock["package"]}


def shipped():
    """Names of all that the product needs to run here, over any number of steps."""
    known, names, ahead = packages(), set(), [OURSELVES]
    here = {each.name.lower() for each in distributions()}
    while ahead:
        for needed in known[ahead.pop()].get("dependencies", []):
            if needed["name"] not in names and needed["name"] in here:
                names.add(needed["name"])
                ahead.append(needed["name"])
    return names


def licence(name):
    said = metadata(name)
    classifiers = [each for each in said.get_all("Classifier", []) if each.startswith("License")]
    words = (said["License-Expression"], said["License"], *classifiers, UNSAID.get(name))
    return " ".join(filter(None, words))


def test_every_file_of_a_package_is_locked_by_its_hash():
    for name, package in packages().items():
        if name == OURSELVES:
            continue
        files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        assert package["source"] == PYPI, name
        assert files, name
        assert all(file["hash"].startswith("sha256:") for file in files), name


def test_what_is_shipped_may_be_passed_on():
    assert {"django", "pillow", "psycopg"} <= shipped()
    for name in shipped():
        assert any(word in licence(name).lower() for word in FREE), (name, licence(name))


def test_nothing_comes_from_npm():
    """The little JavaScript there is is ours, or comes inside a package of the lock file."""
    assert not list(settings.BASE_DIR.glob("package*.json"))
