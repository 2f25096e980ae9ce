from django.db import migrations

from tools import folding, richtext

LANGUAGES = ("de", "en", "uk", "sq")
RICH = {
    "Workshop": "description",
    "HistoricalWorkshop": "description",
    "Report": "body",
    "HistoricalReport": "body",
}
SEARCHED = {
    "Workshop": ("title", "place", "summary", "description"),
    "Report": ("headline", "kicker", "body"),
    "ThematicTrack": ("title",),
}


def to_rich_text(apps, schema_editor):
    """Plain text becomes paragraphs, as the field makes them of what is written from now on."""
    rewrite(apps, richtext.from_input)


def to_plain_text(apps, schema_editor):
    rewrite(apps, richtext.to_text)


def rewrite(apps, written):
    for name, field in RICH.items():
        rows = apps.get_model("workshops", name).objects
        columns = [field, *(f"{field}_{code}" for code in LANGUAGES)]
        for row in rows.all():
            texts = {column: getattr(row, column) for column in columns}
            rows.filter(pk=row.pk).update(
                **{column: written(text) for column, text in texts.items() if text}
            )


def fill_search_keys(apps, schema_editor):
    for name, fields in SEARCHED.items():
        rows = apps.get_model("workshops", name).objects
        columns = [f"{field}_{code}" for field in fields for code in LANGUAGES]
        for row in rows.all():
            texts = [richtext.to_text(getattr(row, column) or "") for column in columns]
            keys = dict.fromkeys(map(folding.fold, texts))
            rows.filter(pk=row.pk).update(search_key=" | ".join(key for key in keys if key))


class Migration(migrations.Migration):
    dependencies = [("workshops", "0002_programme_results_and_texts")]

    operations = [
        migrations.RunPython(to_rich_text, to_plain_text),
        migrations.RunPython(fill_search_keys, migrations.RunPython.noop),
    ]
