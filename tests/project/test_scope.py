"""No page of the administration takes a workshop, or a thing of one, without asking whose it is."""

import ast
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("workshops/admin", "workshops/checkin", "partnerships/admin")
# whatever stands inside a call of these is scoped
SCOPES = {"for_user", "workshop_or_404", "list_of_workshop_or_404", "thing_or_404"}
# what reads a workshop by its key, and why it may
JUSTIFIED = {
    "workshops/admin/account_workshops.py ": "none at all, until a form knows for whom",
    "workshops/admin/choosing.py add": "locks the workshop that was looked up before",
    "workshops/admin/delegate.py clean": "locks the workshop of a scoped form",
    "workshops/admin/delegation.py clean": "locks the workshop of a scoped form",
    "workshops/admin/groups.py save": "locks the workshop that was looked up before",
    "workshops/admin/links.py create": "whether the cover of the workshop at hand is described",
    "workshops/admin/moving.py __init__": "the stored dates of the workshop at hand",
    "workshops/admin/needs.py clean": "locks the workshop of a scoped form",
    "workshops/admin/needs.py save_model": "the person of the form, with its sender",
    "workshops/admin/overview.py overview": "given to workshop_or_404",
    "workshops/admin/list_form.py _own_keys": "columns that the account has chosen itself",
    "workshops/admin/programme.py save": "locks the workshop that was looked up before",
    "workshops/admin/policy.py list_of_workshop_or_404": "whether there is one, for the record",
    "workshops/admin/raising.py agreed": "the limit of the workshop at hand",
    "workshops/admin/announcements.py __init__": "public workshops, which everybody can read of",
    "workshops/admin/delegation_rows.py rows": "the last messages of delegations at hand",
    "workshops/admin/scoped.py nameable": "the scope itself, and what everybody can read of",
    "workshops/admin/translations.py translation_list": "given to for_user",
    "workshops/admin/workshop_forms.py clean": "locks the workshop of a scoped form",
}
BY_KEY = {"get", "in_bulk", "first", "last", "latest", "earliest"}


def name_of(call):
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")


def is_manager_of(node, models):
    """`Workshop.objects`"""
    is_manager = isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    return is_manager and getattr(node.value, "id", "") in models


def outside(node):
    """The node and all below it, without what stands inside a call of the scope."""
    if not (isinstance(node, ast.Call) and name_of(node) in SCOPES):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from outside(child)


def is_raw(node, models):
    """Any question to all workshops; one thing, or one by its key, of all things of a kind."""
    if is_manager_of(node, {"Workshop"}):
        return True
    if not isinstance(node, ast.Call):
        return False
    if name_of(node) == "get_object_or_404":
        asked = [each for argument in node.args for each in outside(argument)]
        return any(
            is_manager_of(each, models) or getattr(each, "id", "") in models for each in asked
        )
    return name_of(node) in BY_KEY and any(is_manager_of(each, models) for each in outside(node))


def raw_places(source, path, models):
    """ "path function" of what is not inside a call of the scope."""
    found = set()

    def look(node, function):
        if isinstance(node, ast.Call) and name_of(node) in SCOPES:
            return
        if isinstance(node, ast.FunctionDef):
            function = node.name
        if is_raw(node, models):
            found.add(f"{path} {function}")
        for child in ast.iter_child_nodes(node):
            look(child, function)

    look(ast.parse(source), "")
    return found


def our_models():
    return {model.__name__ for model in apps.get_app_config("workshops").get_models()}


def test_every_look_up_in_the_administration_is_scoped_or_justified():
    found = set()
    for package in PACKAGES:
        for path in sorted((ROOT / package).glob("*.py")):
            name = str(path.relative_to(ROOT))
            found |= raw_places(path.read_text(encoding="utf-8"), name, our_models())

    assert sorted(found) == sorted(JUSTIFIED)


def test_the_rule_finds_what_it_looks_for():
    models = {"Workshop", "Message"}
    raw = [
        "def view(request, pk):\n    return get_object_or_404(Workshop, pk=pk)",
        "def view(request, pk):\n    return Workshop.objects.get(pk=pk)",
        "def view(request, pk):\n    return Workshop.objects.filter(pk=pk).first()",
        "def view(request, pk):\n    return get_object_or_404(Message, pk=pk)",
        "def view(request, pk):\n    return Message.objects.select_related().get(pk=pk)",
    ]
    scoped = [
        "def view(request, pk):\n    return policy.workshop_or_404(request, pk, Workshop.objects)",
        "def view(request, pk):\n    return for_user(Workshop.objects.all(), request.user).first()",
        "def view(request, pk):\n    return for_user(Workshop.objects.past(), request.user)",
        "def view(request, pk):\n    return get_object_or_404(workshop.messages, pk=pk)",
    ]

    assert [raw_places(source, "x", models) for source in raw] == [{"x view"}] * len(raw)
    assert [raw_places(source, "x", models) for source in scoped] == [set()] * len(scoped)
