"""What the database itself keeps true: decisions are append-only, and one names only decisions about the same training.

A withdrawal is of something granted; a correction is of the same kind as what it corrects, and nothing corrects an annulment.
"""

from django.db import migrations

from lvv_site.operations.append_only import triggers

SAME = """
CREATE FUNCTION accreditation_check_decision() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF EXISTS (
    SELECT 1 FROM accreditation_accreditation named
    WHERE named.id IN (NEW.replaces_id, NEW.withdraws_id) AND named.training_id <> NEW.training_id
  ) THEN
    RAISE EXCEPTION 'a decision about training % names one about another', NEW.training_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accreditation_same_training';
  END IF;
  IF EXISTS (
    SELECT 1 FROM accreditation_accreditation named WHERE named.id = NEW.withdraws_id AND named.kind <> 'granted'
  ) THEN
    RAISE EXCEPTION 'only what was granted can be withdrawn'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accreditation_withdraws_a_grant';
  END IF;
  IF EXISTS (
    SELECT 1 FROM accreditation_accreditation named
    WHERE named.id = NEW.replaces_id AND (named.kind = 'annulled' OR NEW.kind NOT IN (named.kind, 'annulled'))
  ) THEN
    RAISE EXCEPTION 'a correction is of the same kind as what it corrects'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accreditation_replaces_its_kind';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER accreditation_decision_checked BEFORE INSERT ON accreditation_accreditation
  FOR EACH ROW EXECUTE FUNCTION accreditation_check_decision();
"""
NOT_SAME = (
    "DROP TRIGGER accreditation_decision_checked ON accreditation_accreditation; "
    "DROP FUNCTION accreditation_check_decision();"
)


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0001_initial")]
    operations = [*triggers("accreditation_accreditation"), migrations.RunSQL(SAME, NOT_SAME)]
