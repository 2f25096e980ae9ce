"""About the project itself: what must exist for every view, template and model."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import BaseConstraint
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent.parent


def tracked(*patterns):
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).exists()]


def public_patterns(resolver=None, namespaces=()):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from public_patterns(pattern, (*namespaces, pattern.namespace))
        elif isinstance(pattern, URLPattern) and "admin" not in namespaces:
            yield pattern


def test_every_public_view_says_who_may_see_it():
    views = {pattern.callback for pattern in public_patterns()}

    assert len(views) > 10
    assert [view.__qualname__ for view in views if not hasattr(view, "policy")] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_template_is_used():
    sources = {path: path.read_text(encoding="utf-8") for path in tracked("*.py", "*.html")}
    unused = []
    for path in tracked("templates/*.html"):
        name = str(path.relative_to(ROOT / "templates"))
        overrides_django = name.startswith(("account/", "admin/", "mfa/")) or "/" not in name
        mentioned = any(name in text for other, text in sources.items() if other != path)
        if not mentioned and not overrides_django:
            unused.append(name)
    assert unused == []


def test_templates_hold_no_inline_style_or_script():
    faults = [
        str(path.relative_to(ROOT))
        for path in tracked("templates/*.html")
        if path.name != "500.html"  # it stands alone; its hash is in its policy
        and any(
            sign in path.read_text(encoding="utf-8")
            for sign in (" style=", "<style", "<script>", "onclick=", "onchange=", "javascript:")
        )
    ]
    assert faults == []


# in nobody's name, or proved by the token in the address: without a cookie nothing can be forged
FORMS_WITHOUT_TOKEN = [
    "workshops/desk/contact.html",
    "workshops/desk/register.html",
    "workshops/desk/register_confirm.html",
    "workshops/desk/take_part.html",
]


def test_every_form_that_is_sent_has_its_token():
    """A part included with `only` does not know the token of the page."""
    sources = {
        str(path.relative_to(ROOT / "templates")): path.read_text(encoding="utf-8")
        for path in tracked("templates/*.html")
    }
    forms = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
    lacking = [
        name
        for name, source in sources.items()
        for form in forms.findall(source)
        if "{% csrf_token %}" not in form
    ]
    cut_off = [
        name
        for name, source in sources.items()
        for part in re.findall(r'{% include "([^"]+)"[^%]* only %}', source)
        if "{% csrf_token %}" in sources.get(part, "")
    ]
    assert (lacking, cut_off) == (FORMS_WITHOUT_TOKEN, [])


def test_no_message_hides_in_an_f_string():
    """The extraction does not look into f-strings."""
    hidden = [
        f"{path.relative_to(ROOT)}:{string.lineno}"
        for path in tracked("config/*.py", "partnerships/*.py", "tools/*.py", "workshops/*.py")
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "gettext"}
    ]
    assert hidden == []


def our_models():
    return [
        model
        for label in ("partnerships", "workshops")
        for model in apps.get_app_config(label).get_models()
    ]


def test_every_constraint_speaks_to_people():
    constraints = [constraint for model in our_models() for constraint in model._meta.constraints]
    default = str(BaseConstraint.default_violation_error_message)

    assert len(constraints) > 25
    assert [c.name for c in constraints if str(c.violation_error_message) == default] == []


def test_the_files_of_a_feature_stay_short():
    """The budget of the house: 300 lines a module; generated migrations and data apart."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("config/*.py", "partnerships/*.py", "tools/*.py", "workshops/*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_the_languages_of_interface_and_texts_agree():
    codes = [code for code, _name in settings.LANGUAGES]

    assert codes == list(settings.MODELTRANSLATION_LANGUAGES) == ["de", "en", "uk", "sq"]


def test_a_constraint_over_several_fields_names_one_to_say_it_at():
    lost = [
        constraint.name
        for model in our_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_code not in [field.name for field in model._meta.get_fields()]
    ]

    assert lost == []
