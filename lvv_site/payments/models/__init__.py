"""What this room keeps: orders, the money for them and the papers about them."""

from lvv_site.operations.append_only import Fact, ImmutableError

from .bank import PaymentOrigin, StatementUpload
from .invoices import CreditNote, Invoice, InvoiceCounter, InvoiceSettings
from .money import OutsideRefund, Payment, PaymentAttempt, Placement, Refund, RefundRun, WebhookEvent
from .orders import Credit, Order, OrderCancelled, OrderLine, PayerDetails, Settlement

__all__ = [
    "Credit", "CreditNote", "Fact", "ImmutableError", "Invoice", "InvoiceCounter", "InvoiceSettings", "Order",
    "OrderCancelled", "OrderLine", "OutsideRefund", "PayerDetails", "Payment", "PaymentAttempt", "PaymentOrigin", "Placement", "Refund",
    "RefundRun", "Settlement", "StatementUpload", "WebhookEvent",
]  # fmt: skip
