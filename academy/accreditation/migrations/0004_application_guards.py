"""What the database itself keeps true of applications: facts are append-only, steps keep to the procedure (`states.NEXT`), and
the content of an application does not change while it waits for others or after a decision."""

from django.db import migrations

from lvv_site.operations.append_only import triggers

FACTS = (
    "submission", "step", "trace", "assessment", "attendancelist", "listedattendance", "attendancecontest",
    "attendanceruling",
)  # fmt: skip
PROCEDURE = """
CREATE FUNCTION accreditation_check_step() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  last record;
  allowed text[];
BEGIN
  SELECT number, kind INTO last FROM accreditation_step
    WHERE application_id = NEW.application_id ORDER BY number DESC LIMIT 1;
  allowed := CASE coalesce(last.kind, '')
    WHEN '' THEN ARRAY['submitted']
    WHEN 'submitted' THEN ARRAY['incomplete', 'taken_up', 'withdrawn']
    WHEN 'incomplete' THEN ARRAY['submitted', 'withdrawn']
    WHEN 'taken_up' THEN ARRAY['incomplete', 'accredited', 'refused', 'withdrawn']
    WHEN 'accredited' THEN ARRAY['reopened']
    WHEN 'refused' THEN ARRAY['objected', 'reopened']
    WHEN 'objected' THEN ARRAY['accredited', 'refused', 'withdrawn']
    WHEN 'reopened' THEN ARRAY['incomplete', 'accredited', 'refused', 'withdrawn']
    ELSE ARRAY[]::text[]
  END;
  IF NEW.number <> coalesce(last.number, 0) + 1 OR NOT NEW.kind = ANY (allowed) THEN
    RAISE EXCEPTION 'step % (%) cannot follow %', NEW.number, NEW.kind, coalesce(last.kind, 'nothing')
      USING ERRCODE = 'check_violation', CONSTRAINT = 'step_follows_procedure';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER accreditation_step_checked BEFORE INSERT ON accreditation_step
  FOR EACH ROW EXECUTE FUNCTION accreditation_check_step();

CREATE FUNCTION accreditation_check_content() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  last text;
BEGIN
  SELECT kind INTO last FROM accreditation_step
    WHERE application_id = OLD.id ORDER BY number DESC LIMIT 1;
  IF last IS NOT NULL AND last <> 'incomplete' AND current_setting('lvv.retention', true) IS DISTINCT FROM 'on' THEN
    RAISE EXCEPTION 'application % is locked', OLD.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'application_locked';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER accreditation_content_locked BEFORE UPDATE ON accreditation_application
  FOR EACH ROW WHEN (
    OLD.content IS DISTINCT FROM NEW.content OR OLD.kind <> NEW.kind OR OLD.provider_id <> NEW.provider_id
  ) EXECUTE FUNCTION accreditation_check_content();

CREATE FUNCTION accreditation_check_submitted_file() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF current_setting('lvv.retention', true) IS DISTINCT FROM 'on'
    AND EXISTS (SELECT 1 FROM accreditation_submittedcontent_files WHERE applicationfile_id = OLD.id) THEN
    RAISE EXCEPTION 'file % was submitted', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'submitted_file_stays';
  END IF;
  RETURN coalesce(NEW, OLD);
END $body$;
CREATE TRIGGER accreditation_file_deleted BEFORE DELETE ON accreditation_applicationfile
  FOR EACH ROW EXECUTE FUNCTION accreditation_check_submitted_file();
CREATE TRIGGER accreditation_file_changed BEFORE UPDATE ON accreditation_applicationfile
  FOR EACH ROW WHEN (OLD.file <> NEW.file OR OLD.sha256 <> NEW.sha256 OR OLD.name <> NEW.name)
  EXECUTE FUNCTION accreditation_check_submitted_file();
"""
UNDO = """
DROP TRIGGER accreditation_file_changed ON accreditation_applicationfile;
DROP TRIGGER accreditation_file_deleted ON accreditation_applicationfile;
DROP FUNCTION accreditation_check_submitted_file();
DROP TRIGGER accreditation_content_locked ON accreditation_application;
DROP FUNCTION accreditation_check_content();
DROP TRIGGER accreditation_step_checked ON accreditation_step;
DROP FUNCTION accreditation_check_step();
"""


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0003_applications")]
    operations = [
        *triggers(*(f"accreditation_{fact}" for fact in FACTS)),
        migrations.RunSQL(PROCEDURE, UNDO),
    ]
