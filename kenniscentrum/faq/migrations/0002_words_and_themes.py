"""The thesaurus and the themes that the room brings; editors go on from there."""

from django.db import migrations

from kenniscentrum.faq.content import THEMES
from kenniscentrum.faq.search.thesaurus import seed


def bring(apps, schema_editor):
    apps.get_model("faq", "SynonymGroup").objects.bulk_create(
        apps.get_model("faq", "SynonymGroup")(words="\n".join(group.words), leads_to="\n".join(group.leads_to))
        for group in seed()
    )
    apps.get_model("faq", "Theme").objects.bulk_create(
        apps.get_model("faq", "Theme")(code=code, name=name, position=position)
        for position, (code, name) in enumerate(THEMES)
    )


class Migration(migrations.Migration):
    dependencies = [("faq", "0001_initial")]
    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
