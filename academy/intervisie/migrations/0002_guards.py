"""What the database itself keeps true: facts are append-only, and nobody takes part in a group twice at the same time.

The group's row is locked meanwhile: of two that would start at once the second sees the first.
"""

from django.db import migrations

from lvv_site.operations.append_only import triggers

ONCE = """
CREATE FUNCTION intervisie_check_participation() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM 1 FROM intervisie_group WHERE id = NEW.group_id FOR UPDATE;
  IF EXISTS (
    SELECT 1 FROM intervisie_participation other
    LEFT JOIN intervisie_departure departure ON departure.participation_id = other.id
    WHERE other.group_id = NEW.group_id AND other.person_id = NEW.person_id
      AND (departure.until IS NULL OR departure.until > NEW."from")
  ) THEN
    RAISE EXCEPTION 'person % takes part in group % already', NEW.person_id, NEW.group_id
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'participation_one_at_a_time';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER intervisie_participation_once BEFORE INSERT ON intervisie_participation
  FOR EACH ROW EXECUTE FUNCTION intervisie_check_participation();
"""
NO_ONCE = (
    "DROP TRIGGER intervisie_participation_once ON intervisie_participation; "
    "DROP FUNCTION intervisie_check_participation();"
)


class Migration(migrations.Migration):
    dependencies = [("intervisie", "0001_initial")]
    operations = [
        *triggers(
            "intervisie_registration",
            "intervisie_participation",
            "intervisie_departure",
            "intervisie_contactchange",
            "intervisie_meetingchange",
            "intervisie_recording",
            "intervisie_presence",
            "intervisie_confirmation",
            "intervisie_contest",
            "intervisie_ruling",
            "intervisie_roomrules",
        ),
        migrations.RunSQL(ONCE, NO_ONCE),
    ]
