import workshops.models.needs
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workshops", "0011_participants_in_and_out")]

    operations = [
        migrations.AddField(
            model_name="delegateneeds",
            name="diets",
            field=workshops.models.needs.DietListField(
                blank=True, default=(), max_length=100, verbose_name="diet"
            ),
        ),
    ]
