import django.db.models.deletion
import django.utils.timezone
import partnerships.models.country
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0008_fields_and_place'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalworkshop',
            name='has_open_call',
            field=models.BooleanField(default=False, help_text='While the nomination is open, municipalities that are not invited may say on the public page that they want to take part.', verbose_name='open call'),
        ),
        migrations.AddField(
            model_name='workshop',
            name='has_open_call',
            field=models.BooleanField(default=False, help_text='While the nomination is open, municipalities that are not invited may say on the public page that they want to take part.', verbose_name='open call'),
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_name', models.CharField(blank=True, max_length=200, verbose_name='municipality')),
                ('country', models.CharField(max_length=2, validators=[partnerships.models.country.validate_country], verbose_name='country')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('position', models.CharField(blank=True, max_length=250, verbose_name='position')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('language', models.CharField(choices=[('de', 'German'), ('en', 'English'), ('uk', 'Ukrainian'), ('sq', 'Albanian')], max_length=2, verbose_name='language')),
                ('text', models.TextField(blank=True, verbose_name='message')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='received')),
                ('state', models.CharField(choices=[('open', 'Open'), ('taken_up', 'Taken up'), ('set_aside', 'Set aside')], default='open', max_length=9, verbose_name='state')),
                ('handled_at', models.DateTimeField(blank=True, null=True, verbose_name='when')),
                ('delegation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='workshops.delegation', verbose_name='delegation')),
                ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='workshops.workshop')),
            ],
            options={
                'verbose_name': 'expression of interest',
                'verbose_name_plural': 'expressions of interest',
                'ordering': ['created_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('delegation__isnull', True), ('handled_at__isnull', True), ('handled_by__isnull', True), ('state', 'open')), models.Q(('delegation__isnull', False), ('handled_at__isnull', False), ('handled_by__isnull', False), ('state', 'taken_up')), models.Q(('delegation__isnull', True), ('handled_at__isnull', False), ('handled_by__isnull', False), ('state', 'set_aside')), _connector='OR'), name='interest_open_or_dealt_with', violation_error_code='state', violation_error_message='Say who has dealt with it, when, and how.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'set_aside'), _negated=True), models.Q(('email', ''), ('municipality_name', ''), ('name', ''), ('phone', ''), ('position', ''), ('text', '')), _connector='OR'), name='interest_set_aside_is_erased', violation_error_code='state', violation_error_message='What is set aside keeps nothing that was typed.'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('workshop', 'email'), name='interest_open_once_per_address', violation_error_code='email', violation_error_message='This address has expressed interest already.')],
            },
        ),
    ]
