"""What happened at this Stripe: checkout sessions, payments, refunds, disputes, and the events that tell of them."""

import itertools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .description import NotStripeError, checked, description

MINUTE, DAY = 60, 86_400
SHORTEST, LONGEST = 30 * MINUTE, DAY
EVIDENCE_DETAILS = {
    "due_by": None, "enhanced_eligibility": {}, "has_evidence": False, "past_due": False, "submission_count": 0,
}  # fmt: skip
OUTCOMES = ("succeeded", "failed", "aborted", "later")

Thing = dict[str, Any]


@dataclass
class World:
    """All objects, by id. `address` is where the hosted page stands; `now` gives seconds since 1970."""

    address: str = "https://checkout.invalid"
    now: Callable[[], float] = time.time
    sessions: dict[str, Thing] = field(default_factory=dict)
    intents: dict[str, Thing] = field(default_factory=dict)
    refunds: dict[str, Thing] = field(default_factory=dict)
    charges: dict[str, Thing] = field(default_factory=dict)
    disputes: dict[str, Thing] = field(default_factory=dict)
    events: dict[str, Thing] = field(default_factory=dict)
    _serial: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def open_session(self, asked: Thing) -> Thing:
        """Make a checkout session as it was asked for.

        Raises:
            NotStripeError: Stripe refuses it.
        """
        if "payment_method_types" in asked:
            raise NotStripeError("payment methods come from the account's settings", "payment_method_types")
        if asked.get("mode") != "payment" or not asked.get("line_items"):
            raise NotStripeError("a session needs a mode and line items", "mode")
        moment, lines = self._moment(), asked["line_items"]
        expires = asked.get("expires_at", moment + DAY)
        if not SHORTEST <= expires - moment <= LONGEST:
            raise NotStripeError("a session lasts between 30 minutes and 24 hours", "expires_at")
        total = sum(line["price_data"]["unit_amount"] * line.get("quantity", 1) for line in lines)
        session = self._new("cs_test", {
            "object": "checkout.session", "mode": "payment", "status": "open", "payment_status": "unpaid",
            "amount_subtotal": total, "amount_total": total, "currency": lines[0]["price_data"]["currency"],
            "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
            "client_reference_id": asked.get("client_reference_id"), "customer_email": asked.get("customer_email"),
            "custom_fields": [], "custom_text": dict.fromkeys(
                ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
            ),
            "expires_at": expires, "locale": asked.get("locale"), "metadata": asked.get("metadata", {}),
            "payment_method_types": ["card", "ideal", "bancontact", "sepa_debit"], "shipping_options": [],
            "success_url": asked.get("success_url"), "cancel_url": asked.get("cancel_url"), "payment_intent": None,
        })  # fmt: skip
        session["url"] = f"{self.address}/c/pay/{session['id']}"
        self.sessions[session["id"]] = checked("checkout.session", session)
        return session

    def end_session(self, key: str) -> Thing:
        """Expire a session, by request or because its time is over; one that is complete is left alone."""
        session = self.sessions[key]
        if session["status"] != "open":
            raise NotStripeError(f"only an open session expires, this one is {session['status']}", "session")
        session.update(status="expired", url=None)
        self._tell("checkout.session.expired", session)
        return session

    def pass_time(self) -> None:
        """Expire what is over its time."""
        for session in list(self.sessions.values()):
            if session["status"] == "open" and session["expires_at"] <= self._moment():
                self.end_session(session["id"])

    def pay(self, key: str, outcome: str) -> Thing:
        """Let the visitor end the payment on the hosted page in one of the four ways."""
        session = self.sessions[key]
        self.pass_time()
        if session["status"] != "open" or outcome == "aborted":
            return session
        intent = self._intent_of(session)
        if outcome == "failed":
            intent["status"] = "requires_payment_method"
            self._tell("payment_intent.payment_failed", intent)
            return session
        session.update(status="complete", url=None)
        if outcome == "later":
            intent["status"] = "processing"
            self._tell("payment_intent.processing", intent)
            self._tell("checkout.session.completed", session)
            return session
        self._succeed(session, intent)
        self._tell("checkout.session.completed", session)
        return session

    def arrive(self, key: str, *, good: bool = True) -> Thing:
        """Let a payment that was under way (SEPA takes days) come in, or bounce."""
        session = self.sessions[key]
        intent = self.intents[session["payment_intent"]]
        if good:
            self._succeed(session, intent)
            self._tell("checkout.session.async_payment_succeeded", session)
        else:
            intent["status"] = "requires_payment_method"
            self._tell("payment_intent.payment_failed", intent)
            self._tell("checkout.session.async_payment_failed", session)
        return session

    def refund(self, asked: Thing) -> Thing:
        """Give money back, by request or from the dashboard.

        Raises:
            NotStripeError: there is less left, or nothing was paid.
        """
        intent = self.intents.get(asked.get("payment_intent", ""))
        if intent is None or intent["status"] != "succeeded":
            raise NotStripeError("there is no such payment to refund", "payment_intent")
        charge = self.charges[intent["latest_charge"]]
        amount = asked.get("amount", charge["amount"] - charge["amount_refunded"])
        if not 0 < amount <= charge["amount"] - charge["amount_refunded"]:
            raise NotStripeError("more than what is left of this payment", "amount")
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        refund = self._new("re", {
            "object": "refund", "amount": amount, "currency": intent["currency"], "payment_intent": intent["id"],
            "charge": charge["id"], "status": "succeeded", "reason": asked.get("reason"), "metadata": asked.get("metadata", {}),
        }, livemode=False)  # fmt: skip
        self.refunds[refund["id"]] = checked("refund", refund)
        self._tell("refund.created", refund)
        self._tell("charge.refunded", checked("charge", charge))
        return refund

    def dispute(self, intent_key: str) -> Thing:
        """Let the payer dispute a payment at the bank."""
        intent = self.intents[intent_key]
        charge = self.charges[intent["latest_charge"]]
        charge["disputed"] = True
        dispute = self._new("dp", {
            "object": "dispute", "amount": charge["amount"], "currency": charge["currency"], "charge": charge["id"],
            "payment_intent": intent["id"], "balance_transactions": [], "enhanced_eligibility_types": [],
            "evidence": {"enhanced_evidence": {}}, "evidence_details": EVIDENCE_DETAILS, "is_charge_refundable": False, "metadata": {}, "reason": "general",
            "status": "needs_response",
        })  # fmt: skip
        self.disputes[dispute["id"]] = checked("dispute", dispute)
        self._tell("charge.dispute.created", dispute)
        return dispute

    def change_amount(self, key: str, amount: int) -> None:
        """Pretend that another amount was paid than was asked, in cents: what must never settle an order."""
        session = self.sessions[key]
        session["amount_total"] = amount
        if intent := self.intents.get(session["payment_intent"] or ""):
            intent.update(amount=amount, amount_received=amount)

    def _intent_of(self, session: Thing) -> Thing:
        if session["payment_intent"]:
            return self.intents[session["payment_intent"]]
        intent = self._new("pi", {
            "object": "payment_intent", "status": "requires_payment_method", "amount": session["amount_total"],
            "amount_received": 0, "currency": session["currency"], "metadata": session["metadata"], "latest_charge": None,
        })  # fmt: skip
        self.intents[intent["id"]] = checked("payment_intent", intent)
        session["payment_intent"] = intent["id"]
        return intent

    def _succeed(self, session: Thing, intent: Thing) -> None:
        charge = self._new("ch", {
            "object": "charge", "amount": intent["amount"], "amount_captured": intent["amount"], "amount_refunded": 0,
            "captured": True, "currency": intent["currency"], "disputed": False, "paid": True, "refunded": False,
            "payment_intent": intent["id"], "metadata": {}, "status": "succeeded",
            "billing_details": dict.fromkeys(("address", "email", "name", "phone", "tax_id")),
        })  # fmt: skip
        self.charges[charge["id"]] = checked("charge", charge)
        intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
        session["payment_status"] = "paid"
        self._tell("payment_intent.succeeded", intent)

    def _tell(self, kind: str, about: Thing) -> None:
        event = self._new("evt", {
            "object": "event", "type": kind, "api_version": description()["version"], "data": {"object": dict(about)},
            "pending_webhooks": 1, "request": None,
        })  # fmt: skip
        self.events[event["id"]] = checked("event", event)

    def _new(self, prefix: str, values: Thing, **more: Any) -> Thing:
        key = f"{prefix}_{next(self._serial):04d}{secrets.token_hex(8)}"
        common = {"livemode": False} | more
        if prefix == "re":
            common.pop("livemode")
        return {"id": key, "created": self._moment(), **common, **values}

    def _moment(self) -> int:
        return int(self.now())
