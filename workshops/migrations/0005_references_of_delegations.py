from django.db import migrations

from workshops.models.reference import new_reference


def give_references(apps, schema_editor):
    """Those in the history stay empty: what happened before knows no reference."""
    delegations = apps.get_model("workshops", "Delegation").objects.filter(reference=None)
    for delegation in delegations.iterator():
        delegation.reference = new_reference()
        delegation.save(update_fields=["reference"])


class Migration(migrations.Migration):
    dependencies = [("workshops", "0004_delegation_desk")]

    operations = [migrations.RunPython(give_references, migrations.RunPython.noop)]
