"""What this room tells the rooms above it: inside the transaction, ids only. A receiver only enqueues a task."""

from django.dispatch import Signal

# Once for each order, when it is paid for, from `orders.settle`; with `order_id`.
order_paid = Signal()
# A payment takes days (SEPA) and has begun, from `attempts.move`; with `order_id`.
order_under_way = Signal()
# Nothing is under way any more and the order is not paid for, from `attempts.end`; with `order_id`.
order_lapsed = Signal()
