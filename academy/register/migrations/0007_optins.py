from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0006_corrections'),
    ]

    operations = [
        migrations.AddField(
            model_name='profile',
            name='choices_changed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='zelf gekozen op'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.CheckConstraint(condition=models.Q(('website', ''), ('website__startswith', 'https://'), _connector='OR'), name='profile_website_is_https'),
        ),
    ]
