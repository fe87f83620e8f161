"""The words of the catalogue."""

from events.booking.enums import OccasionKind

# What a course page can be about; an occasion's other kinds have pages elsewhere.
COURSE_KINDS = [
    (kind.value, kind.label) for kind in (OccasionKind.MASTERCLASS, OccasionKind.COURSE, OccasionKind.ELEARNING)
]
