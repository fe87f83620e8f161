"""What the database itself keeps true about places.

- Facts are append-only.
- A place's moments are set once, and what was booked stays as it was booked. A place is never deleted but by retention.
- A place has one standing attendance for each part; its row is locked meanwhile, so of two at once the second sees the first.
"""

from django.db import migrations

from lvv_site.operations.append_only import triggers

SET_ONCE = """
CREATE FUNCTION booking_guard_place() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF current_setting('lvv.retention', true) = 'on' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'place % has a history', OLD.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'place_kept';
  END IF;
  IF (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at)
     OR (OLD.cancelled_at IS NOT NULL AND NEW.cancelled_at IS DISTINCT FROM OLD.cancelled_at)
     OR (OLD.offered_until IS NOT NULL AND NEW.offered_until IS DISTINCT FROM OLD.offered_until)
     OR NEW.waiting_since IS DISTINCT FROM OLD.waiting_since THEN
    RAISE EXCEPTION 'the moments of place % are set once', OLD.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'place_set_once';
  END IF;
  IF OLD.cancelled_at IS NOT NULL
     AND (NEW.confirmed_at, NEW.offered_until, NEW.held_until)
         IS DISTINCT FROM (OLD.confirmed_at, OLD.offered_until, OLD.held_until) THEN
    RAISE EXCEPTION 'place % was cancelled', OLD.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'place_cancelled_stays';
  END IF;
  IF (NEW.booking_id, NEW.occasion_id, NEW.code, NEW.audience, NEW.net, NEW.vat_rate, NEW.discount, NEW.moved_from_id,
      NEW.uid, NEW.sequence)
     IS DISTINCT FROM
     (OLD.booking_id, OLD.occasion_id, OLD.code, OLD.audience, OLD.net, OLD.vat_rate, OLD.discount, OLD.moved_from_id,
      OLD.uid, OLD.sequence) THEN
    RAISE EXCEPTION 'place % stays as it was booked', OLD.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'place_as_booked';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER booking_place_guard BEFORE UPDATE OR DELETE ON booking_place
  FOR EACH ROW EXECUTE FUNCTION booking_guard_place();
"""
NO_SET_ONCE = "DROP TRIGGER booking_place_guard ON booking_place; DROP FUNCTION booking_guard_place();"

ONE_STANDING = """
CREATE FUNCTION booking_check_attendance() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  attended booking_place%ROWTYPE;
BEGIN
  SELECT * INTO attended FROM booking_place WHERE id = NEW.place_id FOR UPDATE;
  IF EXISTS (
    SELECT 1 FROM booking_attendance other
    WHERE other.place_id = NEW.place_id AND other.part_id IS NOT DISTINCT FROM NEW.part_id
      AND NOT EXISTS (SELECT 1 FROM booking_attendancewithdrawal WHERE attendance_id = other.id)
  ) THEN
    RAISE EXCEPTION 'place % is checked in already', NEW.place_id
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'attendance_one_standing';
  END IF;
  IF NEW.part_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM booking_part WHERE id = NEW.part_id AND occasion_id = attended.occasion_id
  ) THEN
    RAISE EXCEPTION 'part % is of another occasion', NEW.part_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_of_own_part';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER booking_attendance_standing BEFORE INSERT ON booking_attendance
  FOR EACH ROW EXECUTE FUNCTION booking_check_attendance();
"""
NO_ONE_STANDING = "DROP TRIGGER booking_attendance_standing ON booking_attendance; DROP FUNCTION booking_check_attendance();"


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial")]
    operations = [
        *triggers(
            "booking_calledoff", "booking_termsversion", "booking_discountuse", "booking_placeevent",
            "booking_attendance", "booking_attendancewithdrawal",
        ),
        migrations.RunSQL(SET_ONCE, NO_SET_ONCE),
        migrations.RunSQL(ONE_STANDING, NO_ONE_STANDING),
    ]
