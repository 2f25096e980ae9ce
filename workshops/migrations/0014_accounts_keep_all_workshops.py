from django.db import migrations

OF_WORKSHOPS = {"content_type__app_label": "workshops"}


def keep_all(apps, schema_editor):
    """Whoever could work on workshops could work on all of them: they still can."""
    Permission = apps.get_model("auth", "Permission")
    rights = Permission.objects.filter(**OF_WORKSHOPS)
    groups = apps.get_model("auth", "Group").objects.filter(permissions__in=rights).distinct()
    accounts = apps.get_model("partnerships", "User").objects
    accounts = accounts.filter(user_permissions__in=rights).distinct()
    holders = [*groups], [*accounts]
    if not any(holders):
        return
    kinds = apps.get_model("contenttypes", "ContentType").objects
    kind, _is_new = kinds.get_or_create(app_label="workshops", model="workshop")
    right, _is_new = Permission.objects.get_or_create(
        content_type=kind,
        codename="work_on_all_workshops",
        defaults={"name": "Works on all workshops, not only on assigned ones"},
    )
    for group in holders[0]:
        group.permissions.add(right)
    for account in holders[1]:
        account.user_permissions.add(right)


def forget(apps, schema_editor):
    rights = apps.get_model("auth", "Permission").objects
    rights.filter(**OF_WORKSHOPS, codename="work_on_all_workshops").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0013_assignment"),
        ("partnerships", "0005_fields_of_constraints"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(keep_all, forget)]
