"""What the database itself keeps true about the ledger.

- Facts are append-only.
- A day has 24 hours, also when an activity lasted several days.
- A reversal agrees with its award, is not itself reversed, and all together never exceed the award. The award's row is
  locked meanwhile: of two reversals at once the second sees the first.
- Nobody approves or rejects their own hours.
- Evidence that an entry uses does not change or go, but by retention.
"""

from django.db import migrations

from lvv_site.operations.append_only import triggers

DAY = """
ALTER TABLE hours_entry ADD CONSTRAINT entry_fits_in_its_days
  CHECK (abs(minutes) <= 1440 * ("on" - coalesce(started_on, "on") + 1));
"""
NO_DAY = "ALTER TABLE hours_entry DROP CONSTRAINT entry_fits_in_its_days"

REVERSAL = """
CREATE FUNCTION hours_check_reversal() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  award hours_entry%ROWTYPE;
  undone integer;
BEGIN
  SELECT * INTO award FROM hours_entry WHERE id = NEW.reverses_id FOR UPDATE;
  IF award.reverses_id IS NOT NULL THEN
    RAISE EXCEPTION 'entry % is itself a reversal', award.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_reversal_of_award';
  END IF;
  IF (award.person_id, award.kind, award."on") <> (NEW.person_id, NEW.kind, NEW."on")
     OR award.certificate_id IS DISTINCT FROM NEW.certificate_id OR award.activity <> NEW.activity THEN
    RAISE EXCEPTION 'a reversal agrees with its award'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_reversal_agrees';
  END IF;
  SELECT coalesce(sum(minutes), 0) INTO undone FROM hours_entry WHERE reverses_id = award.id;
  IF award.minutes + undone + NEW.minutes < 0 THEN
    RAISE EXCEPTION 'reversals exceed entry %', award.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_reversal_within_award';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER hours_entry_reversal BEFORE INSERT ON hours_entry
  FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION hours_check_reversal();
"""
NO_REVERSAL = "DROP TRIGGER hours_entry_reversal ON hours_entry; DROP FUNCTION hours_check_reversal();"

FOUR_EYES = """
CREATE FUNCTION hours_check_decider() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF EXISTS (
    SELECT 1 FROM hours_entry entry JOIN members_user decider ON decider.id = NEW.by_id
    WHERE entry.id = NEW.entry_id AND (entry.person_id = decider.person_id OR entry.recorded_by_id = decider.id)
  ) OR NEW.by_id IS NULL THEN
    RAISE EXCEPTION 'nobody decides about their own hours'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_by_somebody_else';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER hours_decision_four_eyes BEFORE INSERT ON hours_decision
  FOR EACH ROW WHEN (NEW.kind IN ('approved', 'rejected')) EXECUTE FUNCTION hours_check_decider();
"""
NO_FOUR_EYES = "DROP TRIGGER hours_decision_four_eyes ON hours_decision; DROP FUNCTION hours_check_decider();"

FROZEN = """
CREATE FUNCTION hours_freeze_evidence() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF current_setting('lvv.retention', true) IS DISTINCT FROM 'on'
     AND EXISTS (SELECT 1 FROM hours_evidenceuse WHERE evidence_id = OLD.id) THEN
    RAISE EXCEPTION 'evidence % is in use', OLD.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'evidence_frozen';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER hours_evidence_frozen BEFORE UPDATE OR DELETE ON hours_evidence
  FOR EACH ROW EXECUTE FUNCTION hours_freeze_evidence();
"""
NO_FROZEN = "DROP TRIGGER hours_evidence_frozen ON hours_evidence; DROP FUNCTION hours_freeze_evidence();"


class Migration(migrations.Migration):
    dependencies = [("hours", "0001_initial")]
    operations = [
        *triggers("hours_entry", "hours_decision", "hours_evidenceuse", "hours_proof"),
        migrations.RunSQL(DAY, NO_DAY),
        migrations.RunSQL(REVERSAL, NO_REVERSAL),
        migrations.RunSQL(FOUR_EYES, NO_FOUR_EYES),
        migrations.RunSQL(FROZEN, NO_FROZEN),
    ]
