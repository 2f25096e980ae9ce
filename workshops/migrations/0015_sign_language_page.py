from django.db import migrations, models

KEYS = [
    ("about", "About us"),
    ("contact", "Contact"),
    ("imprint", "Imprint"),
    ("privacy", "Privacy"),
    ("accessibility", "Accessibility statement"),
    ("plain_language", "Plain language"),
    ("sign_language", "Sign language"),
    ("map_notice", "Borders and names on the maps"),
]


class Migration(migrations.Migration):

    dependencies = [("workshops", "0014_accounts_keep_all_workshops")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="key",
            field=models.CharField(
                choices=KEYS,
                editable=False,
                max_length=14,
                verbose_name="page",
                **options,
            ),
        )
        for model, options in (
            ("textpage", {"unique": True}),
            ("historicaltextpage", {"db_index": True}),
        )
    ]
