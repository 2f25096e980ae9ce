"""Translations keep the placeholders of their message and bring no markup of their own (A54)."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest
from babel.messages.catalog import Catalog

from tests.project.test_project import ROOT

pytestmark = pytest.mark.row("A54")
HELLO = "Hello %(name)s"


@pytest.fixture(scope="module")
def catalogues():
    loader = SourceFileLoader("catalogues", str(ROOT / "script/catalogues"))
    module = module_from_spec(spec_from_loader("catalogues", loader))
    loader.exec_module(module)
    return module


def faults(catalogues, monkeypatch, message, translation):
    template, translated = Catalog(), Catalog(locale="de")
    template.add(message)
    translated.add(message, translation)
    monkeypatch.setattr(catalogues, "stored", lambda language: translated)
    return list(catalogues.faults("de", template))


def test_no_translation_of_ours_has_a_fault(catalogues):
    template = catalogues.extracted()

    for language in catalogues.LANGUAGES:
        assert list(catalogues.faults(language, template)) == []


@pytest.mark.parametrize(
    ("message", "translation"),
    [
        (HELLO, "Hallo %(nme)s"),
        (HELLO, "Hallo"),
        (HELLO, "Hallo %(name)d"),
        (HELLO, "Hallo %(name)s %(password)s"),
        ("Hello", "<b>Hallo</b>"),
        ("Hello", "Hallo<script src=//evil.example></script>"),
        ("Hello", "Hallo &lt;b&gt;"),
        ("See <a>this</a>", "Siehe <a href=x>dies</a>"),
        ("Hello", ""),
    ],
)
def test_a_wrong_translation_fails_the_check(catalogues, monkeypatch, message, translation):
    assert faults(catalogues, monkeypatch, message, translation)


def test_a_right_translation_passes(catalogues, monkeypatch):
    assert faults(catalogues, monkeypatch, HELLO, "Hallo %(name)s") == []
    assert faults(catalogues, monkeypatch, "a < b & c", "a < b & c") == []
