import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0007_end_of_sessions")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="entered_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
    ]
