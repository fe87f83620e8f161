from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
        ),
        # Room on each page lets an update stay there (no index entry to write).
        migrations.RunSQL(
            "ALTER TABLE ratelimit_counter SET UNLOGGED; ALTER TABLE ratelimit_counter SET (fillfactor = 50)",
            "ALTER TABLE ratelimit_counter SET LOGGED",
        ),
    ]
