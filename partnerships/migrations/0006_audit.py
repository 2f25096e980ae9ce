import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "partnerships_auditentry"
WORDS = "the audit is kept as it is"
KEPT = {
    "postgresql": [
        f"""
        CREATE FUNCTION {TABLE}_is_kept() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'insufficient_privilege'; END $$
        """,
        f"""
        CREATE TRIGGER {TABLE}_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_is_kept()
        """,
    ],
    "sqlite": [
        f"""
        CREATE TRIGGER {TABLE}_{event.lower()} BEFORE {event} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
        """
        for event in ("UPDATE", "DELETE")
    ],
}
FREE = {
    "postgresql": [
        f"DROP TRIGGER {TABLE}_is_kept ON {TABLE}",
        f"DROP FUNCTION {TABLE}_is_kept()",
    ],
    "sqlite": [f"DROP TRIGGER {TABLE}_{event}" for event in ("update", "delete")],
}


def keep(apps, schema_editor):
    for statement in KEPT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def free(apps, schema_editor):
    for statement in FREE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ("partnerships", "0005_fields_of_constraints"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name="entry number")),
                ("happened_at", models.DateTimeField(db_index=True, verbose_name="when")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("login", "logged in"),
                            ("login_failed", "login failed"),
                            ("logout", "logged out"),
                            ("account_added", "account added"),
                            ("switched_on", "account switched on"),
                            ("switched_off", "account switched off"),
                            ("rights", "rights changed"),
                            ("password", "password changed"),
                            ("factor_added", "second factor added"),
                            ("factor_removed", "second factor removed"),
                            ("export", "list taken out"),
                            ("export_refused", "list refused"),
                            ("seen", "sensitive data seen"),
                            ("disclosed", "own data handed out"),
                            ("erased", "data erased"),
                            ("shortened", "old audit entries removed"),
                        ],
                        db_index=True,
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=100, verbose_name="concerns")),
                ("about_id", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="number of what it concerns")),
                ("workshop_number", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="workshop")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                ("network", models.CharField(blank=True, help_text="The address without its last part.", max_length=50, verbose_name="from network")),
                ("previous_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("hash", models.CharField(editable=False, max_length=64)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit",
                "ordering": ["-number"],
                "default_permissions": ["view"],
            },
        ),
        migrations.RunPython(keep, free),
    ]
