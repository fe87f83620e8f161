"""What pays for a place is a fact."""

from django.db import migrations

from lvv_site.operations.append_only import triggers


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_prices_in_six_places")]
    operations = [*triggers("booking_placeorder")]
