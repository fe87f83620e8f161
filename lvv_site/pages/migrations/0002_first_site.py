"""Put a home page of ours where Wagtail puts its welcome page, so that an empty site has a front door too."""

from django.db import migrations


def make_home(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("pages", "HomePage")
    if HomePage.objects.exists():
        return
    content_type, _ = ContentType.objects.get_or_create(model="homepage", app_label="pages")
    Page.objects.filter(depth=2, slug="home").delete()
    locale = Locale.objects.first()
    if locale is None:
        locale = Locale.objects.create(language_code="nl")
    home = HomePage.objects.create(
        title="Vertrouwenspersonen op het werk",
        draft_title="Vertrouwenspersonen op het werk",
        slug="home",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=locale,
    )
    Page.objects.filter(depth=1).update(numchild=Page.objects.filter(depth=2).count())
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page_id=home.pk, is_default_site=True, site_name="LVV")


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [
        migrations.RunPython(make_home, migrations.RunPython.noop),
    ]
