from django.db import migrations
from django.db.models import Q

LANGUAGES = ("de", "en", "uk", "sq")


def take_back(apps, schema_editor):
    """What was published on site without a place waits as a draft until someone writes it."""
    has_place = Q(host_municipality__isnull=False) | Q(format="online")
    for code in LANGUAGES:
        has_place |= Q(**{f"place_{code}__gt": "", f"place_{code}__isnull": False})
    workshops = apps.get_model("workshops", "Workshop").objects
    workshops.filter(~has_place, publication="published").update(publication="draft")


class Migration(migrations.Migration):
    dependencies = [("workshops", "0006_references_are_unique")]

    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
