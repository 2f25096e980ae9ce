from django.db import migrations

from tools import folding

COLUMNS = [f"{field}_{code}" for field in ("name", "short_name") for code in ("de", "en", "uk", "sq")]


def fill(apps, schema_editor):
    topics = apps.get_model("partnerships", "Topic").objects
    for topic in topics.all():
        keys = dict.fromkeys(folding.fold(getattr(topic, column) or "") for column in COLUMNS)
        topics.filter(pk=topic.pk).update(search_key=" | ".join(key for key in keys if key))


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0002_pictures_and_search")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
