from django.db import migrations


def forget_names(apps, schema_editor):
    """The log of the administration named things; from now on it says their numbers."""
    entries = apps.get_model("admin", "LogEntry").objects
    entries.filter(change_message__contains='"object"').update(change_message="")
    entries.exclude(object_repr="").update(object_repr="")


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0010_contacts_and_audit"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [migrations.RunPython(forget_names, migrations.RunPython.noop)]
