"""What was handed over, decided or seen is append-only, also for who comes past the code."""

from django.db import migrations

from lvv_site.operations.append_only import triggers


class Migration(migrations.Migration):
    dependencies = [("dossier", "0001_initial")]
    operations = [*triggers("dossier_requirement", "dossier_handover", "dossier_outcome")]
