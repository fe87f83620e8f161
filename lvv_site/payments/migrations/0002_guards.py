"""What the database itself keeps true about money.

- Facts are append-only.
- The lines of an order are there when it is, and none is ever added: their number was frozen with it.
- Refunds of a payment never exceed it, and credits of an order never exceed that. The payment's, or the order's, row is
  locked meanwhile: of two at once the second sees the first.
- A refund is about the order that its payment was for; a payment is placed only when it has no order.
"""

from django.db import migrations

from lvv_site.operations.append_only import triggers

LINES = """
CREATE FUNCTION payments_check_line() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF NEW.position >= (SELECT line_count FROM payments_order WHERE id = NEW.order_id) THEN
    RAISE EXCEPTION 'order % has all its lines', NEW.order_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_line_frozen';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER payments_line_frozen BEFORE INSERT ON payments_orderline
  FOR EACH ROW EXECUTE FUNCTION payments_check_line();

CREATE FUNCTION payments_check_order() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF NEW.line_count <> (SELECT count(*) FROM payments_orderline WHERE order_id = NEW.id) THEN
    RAISE EXCEPTION 'order % lacks lines', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_lines_complete';
  END IF;
  RETURN NULL;
END $body$;
CREATE CONSTRAINT TRIGGER payments_order_complete AFTER INSERT ON payments_order
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_order();
"""
NO_LINES = """
DROP TRIGGER payments_order_complete ON payments_order; DROP FUNCTION payments_check_order();
DROP TRIGGER payments_line_frozen ON payments_orderline; DROP FUNCTION payments_check_line();
"""

REFUND = """
CREATE FUNCTION payments_check_refund() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  paid payments_payment%ROWTYPE;
  for_order bigint;
  gone numeric;
BEGIN
  SELECT * INTO paid FROM payments_payment WHERE id = NEW.payment_id FOR UPDATE;
  for_order := coalesce(paid.order_id, (SELECT order_id FROM payments_placement WHERE payment_id = paid.id));
  IF for_order IS DISTINCT FROM NEW.order_id THEN
    RAISE EXCEPTION 'payment % was for another order', paid.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_of_its_order';
  END IF;
  SELECT coalesce(sum(amount), 0) INTO gone FROM payments_refund WHERE payment_id = paid.id;
  IF gone + NEW.amount > paid.amount THEN
    RAISE EXCEPTION 'refunds exceed payment %', paid.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_within_payment';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER payments_refund_within BEFORE INSERT ON payments_refund
  FOR EACH ROW EXECUTE FUNCTION payments_check_refund();
"""
NO_REFUND = "DROP TRIGGER payments_refund_within ON payments_refund; DROP FUNCTION payments_check_refund();"

CREDIT = """
CREATE FUNCTION payments_check_credit() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  ordered numeric;
  gone numeric;
BEGIN
  SELECT total INTO ordered FROM payments_order WHERE id = NEW.order_id FOR UPDATE;
  SELECT coalesce(sum(amount), 0) INTO gone FROM payments_credit WHERE order_id = NEW.order_id;
  IF gone + NEW.amount > ordered THEN
    RAISE EXCEPTION 'credits exceed order %', NEW.order_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_within_order';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER payments_credit_within BEFORE INSERT ON payments_credit
  FOR EACH ROW EXECUTE FUNCTION payments_check_credit();
"""
NO_CREDIT = "DROP TRIGGER payments_credit_within ON payments_credit; DROP FUNCTION payments_check_credit();"

PLACEMENT = """
CREATE FUNCTION payments_check_placement() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  -- The lock makes a refund at the same moment wait, and see for which order the payment is.
  PERFORM 1 FROM payments_payment WHERE id = NEW.payment_id FOR UPDATE;
  IF EXISTS (SELECT 1 FROM payments_payment WHERE id = NEW.payment_id AND order_id IS NOT NULL)
     OR EXISTS (SELECT 1 FROM payments_refund WHERE payment_id = NEW.payment_id) THEN
    RAISE EXCEPTION 'payment % cannot be placed', NEW.payment_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_of_unplaced';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER payments_placement_unplaced BEFORE INSERT ON payments_placement
  FOR EACH ROW EXECUTE FUNCTION payments_check_placement();
"""
NO_PLACEMENT = "DROP TRIGGER payments_placement_unplaced ON payments_placement; DROP FUNCTION payments_check_placement();"


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [
        *triggers(
            "payments_order", "payments_orderline", "payments_ordercancelled", "payments_credit",
            "payments_settlement", "payments_payment", "payments_placement", "payments_refund", "payments_invoice",
            "payments_creditnote",
        ),
        migrations.RunSQL(LINES, NO_LINES),
        migrations.RunSQL(REFUND, NO_REFUND),
        migrations.RunSQL(CREDIT, NO_CREDIT),
        migrations.RunSQL(PLACEMENT, NO_PLACEMENT),
    ]
