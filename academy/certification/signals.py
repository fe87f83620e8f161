"""What the certification room tells the rooms above it."""

from django.dispatch import Signal

# Sent by `decisions.record`, inside the transaction, with `certificate_id`.
status_changed = Signal()
