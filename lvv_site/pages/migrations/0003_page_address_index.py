"""HomePage.route finds a page by its whole address.

Not in the migration before: PostgreSQL refuses an index on a table with pending foreign key checks in the same transaction.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_first_site"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS page_url_path ON wagtailcore_page (url_path)",
            "DROP INDEX IF EXISTS page_url_path",
        ),
    ]
