from django.db import migrations, models

import workshops.models.reference


class Migration(migrations.Migration):
    dependencies = [("workshops", "0005_references_of_delegations")]

    operations = [
        migrations.AlterField(
            model_name="delegation",
            name="reference",
            field=models.CharField(
                default=workshops.models.reference.new_reference,
                editable=False,
                max_length=8,
                unique=True,
                verbose_name="reference",
            ),
        ),
        migrations.AlterField(
            model_name="historicaldelegation",
            name="reference",
            field=models.CharField(
                db_index=True,
                default=workshops.models.reference.new_reference,
                editable=False,
                max_length=8,
                verbose_name="reference",
            ),
        ),
    ]
