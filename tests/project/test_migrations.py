"""What a migration may do to tables that are in use (L24).

Two rules for every table that was there before: nothing rewrites it, or reads all of it while
others wait; and the code of the release before goes on working with it.
"""

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models.functions import Now, Random

# the last ones of the first release: those up to them make the tables
FIRST_RELEASE = {"partnerships": 8, "workshops": 17}
# "app.0018_name": why it may: a table that stays small, or how long it takes with 100,000 people
ALLOWED: dict[str, str] = {}
# new tables, what stands in the state of Django alone, and what loosens or is fast
HARMLESS = (
    operations.CreateModel,
    operations.AlterConstraint,
    operations.AlterModelManagers,
    operations.AlterModelOptions,
    operations.AlterModelTableComment,
    operations.RemoveConstraint,
    operations.RemoveIndex,
    operations.RenameIndex,
    AddIndexConcurrently,
)
# columns that change nothing on disk
TEXTS = (models.CharField, models.TextField)
pytestmark = pytest.mark.row("L24")


@pytest.fixture(autouse=True)
def _with_migrations(settings):
    """The quick tests make their tables without."""
    settings.MIGRATION_MODULES = {}


def faults_of(migration, state):
    """Why it may not run while others work; `state` is the one before it."""
    new = {
        each.name_lower for each in migration.operations if isinstance(each, operations.CreateModel)
    }
    moves = [isinstance(each, operations.RunPython) for each in migration.operations]
    if any(moves) and not all(moves):
        yield "moves data and changes tables: others wait for both"
    for each in migration.operations:
        if getattr(each, "model_name_lower", None) in new:
            continue
        yield from (f"{each.describe()}: {why}" for why in why_not(each, migration, state))


def why_not(operation, migration, state):
    if isinstance(operation, HARMLESS):
        return
    if not operation.reversible:
        yield "cannot be taken back"
    elif isinstance(operation, operations.AddField):
        yield from of_new_column(operation.field)
    elif isinstance(operation, operations.AlterField):
        model = state.models[migration.app_label, operation.model_name_lower]
        yield from of_changed_column(model.fields[operation.name], operation.field)
    elif isinstance(operation, operations.AddIndex):
        yield "nobody can write meanwhile: AddIndexConcurrently"
    elif isinstance(operation, operations.AddConstraint):
        yield "reads the whole table while others wait"
    elif not isinstance(operation, operations.RunPython):
        yield "the release before cannot go on, or nobody knows whether others wait"


def of_new_column(field):
    if field.many_to_many:
        return
    if (
        isinstance(field, models.GeneratedField)
        or field.has_db_default()
        and is_volatile(field.db_default)
    ):
        yield "writes the whole table anew"
    elif not (field.null or field.has_db_default()):
        yield "the release before cannot add rows: null or db_default"
    if field.unique:
        yield "builds an index while others wait"


def is_volatile(default):
    """Anything but a value and the time: PostgreSQL computes it for each row."""
    return hasattr(default, "resolve_expression") and not isinstance(default, models.Value | Now)


def of_changed_column(before, after):
    if before.null and not after.null:
        yield "reads the whole table while others wait"
    if (after.unique, after.db_index) != (before.unique, before.db_index) and (
        after.unique or after.db_index
    ):
        yield "builds an index while others wait"
    if (
        before.many_to_many
        or after.many_to_many
        or before.get_internal_type() == (after.get_internal_type())
    ):
        if (after.max_length or 0) < (before.max_length or 0):
            yield "the release before writes longer texts, and each row is looked at"
        return
    if not (isinstance(before, TEXTS) and isinstance(after, models.TextField)):
        yield "writes the whole table anew"


def after_the_first_release():
    loader = MigrationLoader(None)
    for key, migration in sorted(loader.disk_migrations.items()):
        app, name = key
        if app in FIRST_RELEASE and int(name[:4]) > FIRST_RELEASE[app]:
            yield migration, loader.project_state(key, at_end=False)


def test_migrations_let_others_work():
    found = {
        f"{migration.app_label}.{migration.name}: {why}"
        for migration, state in after_the_first_release()
        if f"{migration.app_label}.{migration.name}" not in ALLOWED
        for why in faults_of(migration, state)
    }

    assert found == set()


def test_what_is_allowed_exists_and_says_why():
    loader = MigrationLoader(None)
    names = {f"{app}.{name}" for app, name in loader.disk_migrations}

    assert {"partnerships.0008_contact_entered", "workshops.0017_retention"} <= names
    assert set(ALLOWED) <= names
    assert all(ALLOWED.values())


def of(*steps):
    migration = Migration("0099_example", "workshops")
    migration.operations = list(steps)
    state = MigrationLoader(None).project_state(("workshops", "0017_retention"))
    return list(faults_of(migration, state))


def add(field):
    return operations.AddField("delegate", "extra", field)


def alter(name, field):
    return operations.AlterField("delegate", name, field)


TEXT = models.CharField(max_length=20, null=True)
CHECK = models.CheckConstraint(condition=models.Q(rank__gte=0), name="c")
INDEX = models.Index(fields=["rank"], name="i")


@pytest.mark.parametrize(
    "step",
    [
        add(models.IntegerField()),
        add(models.IntegerField(default=0)),
        add(models.FloatField(db_default=Random())),
        add(models.CharField(max_length=8, null=True, unique=True)),
        add(
            models.GeneratedField(
                expression=models.F("rank"), output_field=models.IntegerField(), db_persist=True
            )
        ),
        alter("given_name", models.CharField(max_length=5)),
        alter("given_name", models.IntegerField(null=True)),
        alter("erased_at", models.DateTimeField()),
        alter("given_name", models.CharField(max_length=300, db_index=True)),
        operations.AddIndex("delegate", INDEX),
        operations.AddConstraint("delegate", CHECK),
        operations.RemoveField("delegate", "given_name"),
        operations.RenameField("delegate", "given_name", "name"),
        operations.RenameModel("delegate", "person"),
        operations.DeleteModel("delegate"),
        operations.RunSQL("UPDATE workshops_delegate SET rank = 1", ""),
        operations.RunPython(lambda apps, editor: None),
    ],
    ids=lambda step: step.describe(),
)
def test_what_would_keep_others_waiting_is_refused(step):
    assert isinstance(step, Operation)
    assert len(of(step)) == 1


@pytest.mark.parametrize(
    "steps",
    [
        [add(TEXT)],
        [add(models.IntegerField(db_default=0))],
        [add(models.DateTimeField(db_default=Now()))],
        [alter("given_name", models.CharField(max_length=300, help_text="More"))],
        [AddIndexConcurrently("delegate", INDEX)],
        [operations.RunPython(lambda apps, editor: None, lambda apps, editor: None)],
        [
            operations.CreateModel("Chapter", [("id", models.BigAutoField(primary_key=True))]),
            operations.AddField("chapter", "title", models.TextField(default="")),
            operations.AddConstraint("chapter", CHECK),
        ],
    ],
    ids=lambda steps: steps[0].describe(),
)
def test_what_is_quick_is_let_through(steps):
    assert of(*steps) == []


def test_data_and_tables_are_changed_apart():
    move = operations.RunPython(lambda apps, editor: None, lambda apps, editor: None)

    assert len(of(move, add(TEXT))) == 1
