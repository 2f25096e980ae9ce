from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0015_sign_language_page")]

    operations = [
        migrations.CreateModel(
            name="LastRun",
            fields=[
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("mails", "Sending mails"),
                            ("backup", "Backup"),
                            ("retention", "Erasing what is too old"),
                            ("probe", "Test"),
                        ],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                        verbose_name="name",
                    ),
                ),
                ("ran_at", models.DateTimeField(verbose_name="when")),
            ],
            options={"verbose_name": "last run", "verbose_name_plural": "last runs"},
        ),
    ]
