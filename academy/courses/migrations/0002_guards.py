"""What the ledger refused, and that somebody looked at it, is append-only."""

from django.db import migrations

from lvv_site.operations.append_only import triggers


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]
    operations = [*triggers("courses_doubt", "courses_doubthandled")]
