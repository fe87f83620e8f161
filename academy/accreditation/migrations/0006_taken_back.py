"""Whether a run took place, and drafts that were thrown away: with what the database itself keeps true of them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from lvv_site.operations.append_only import triggers

CHECKS = """
CREATE FUNCTION accreditation_check_listed_run() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF (SELECT NOT held FROM accreditation_runheld WHERE run_id = NEW.run_id ORDER BY number DESC LIMIT 1) THEN
    RAISE EXCEPTION 'run % did not take place', NEW.run_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'listed_run_took_place';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER accreditation_listed_run_checked BEFORE INSERT ON accreditation_attendancelist
  FOR EACH ROW EXECUTE FUNCTION accreditation_check_listed_run();

CREATE FUNCTION accreditation_check_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_TABLE_NAME = 'accreditation_application' THEN
    IF EXISTS (SELECT 1 FROM accreditation_step WHERE application_id = NEW.id) THEN
      RAISE EXCEPTION 'application % was sent in', NEW.code
        USING ERRCODE = 'check_violation', CONSTRAINT = 'discarded_never_sent_in';
    END IF;
  ELSIF (SELECT discarded_at IS NOT NULL FROM accreditation_application WHERE id = NEW.application_id) THEN
    RAISE EXCEPTION 'application % was thrown away', NEW.application_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'discarded_never_sent_in';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER accreditation_step_kept BEFORE INSERT ON accreditation_step
  FOR EACH ROW EXECUTE FUNCTION accreditation_check_kept();
CREATE TRIGGER accreditation_application_kept BEFORE UPDATE ON accreditation_application
  FOR EACH ROW WHEN (NEW.discarded_at IS DISTINCT FROM OLD.discarded_at)
  EXECUTE FUNCTION accreditation_check_kept();

CREATE FUNCTION accreditation_check_run_held() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF NOT NEW.held AND EXISTS (
    SELECT 1 FROM (
      SELECT DISTINCT ON (person_id) minutes FROM accreditation_listedattendance
      WHERE run_id = NEW.run_id ORDER BY person_id, revision DESC
    ) last WHERE minutes > 0
  ) THEN
    RAISE EXCEPTION 'hours of run % stand', NEW.run_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'run_without_hours';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER accreditation_run_held_checked BEFORE INSERT ON accreditation_runheld
  FOR EACH ROW EXECUTE FUNCTION accreditation_check_run_held();
"""
UNDO = """
DROP TRIGGER accreditation_application_kept ON accreditation_application;
DROP TRIGGER accreditation_step_kept ON accreditation_step;
DROP FUNCTION accreditation_check_kept();
DROP TRIGGER accreditation_run_held_checked ON accreditation_runheld;
DROP FUNCTION accreditation_check_run_held();
DROP TRIGGER accreditation_listed_run_checked ON accreditation_attendancelist;
DROP FUNCTION accreditation_check_listed_run();
"""


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0005_attendance"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="RunHeld",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="nummer")),
                ("held", models.BooleanField(verbose_name="vond plaats")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="op")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="words",
                        to="accreditation.providerrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "of een uitvoering plaatsvond",
                "verbose_name_plural": "of uitvoeringen plaatsvonden",
                "ordering": ["number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("run", "number"), name="run_held_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(Exact(Mod(models.F("number"), 2), 1), ("held", False)),
                            models.Q(Exact(Mod(models.F("number"), 2), 0), ("held", True)),
                            _connector="OR",
                        ),
                        name="run_held_takes_back",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="application",
            name="discarded_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="weggegooid op"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("discarded_at", None), ("content", {}), _connector="OR"),
                name="discarded_application_empty",
            ),
        ),
        *triggers("accreditation_runheld"),
        migrations.RunSQL(CHECKS, UNDO),
    ]
