"""A list can also be a correction by the office: what a provider sends later must not overturn it unseen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0004_application_guards")]

    operations = [
        migrations.RemoveConstraint(model_name="attendancelist", name="attendance_list_source_known"),
        migrations.AlterField(
            model_name="attendancelist",
            name="source",
            field=models.CharField(
                choices=[
                    ("form", "ingetypt"),
                    ("file", "bestand"),
                    ("api", "eigen programma"),
                    ("office", "correctie door het bureau"),
                ],
                max_length=6,
                verbose_name="hoe",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendancelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["form", "file", "api", "office"])),
                name="attendance_list_source_known",
            ),
        ),
    ]
