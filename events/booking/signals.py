"""What this room tells others, inside the transaction and with ids only. A receiver only enqueues a task."""

from django.dispatch import Signal

# place_id, part_id | None, on (civil date), minutes, source_ref
attended = Signal()
# source_ref, reason_code
attendance_withdrawn = Signal()
# place_id
place_confirmed = Signal()
# place_id: somebody who waited can take it until `offered_until`
place_offered = Signal()
# place_id
place_cancelled = Signal()
