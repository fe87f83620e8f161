"""Groups, meetings and what was said about them.

Facts are appended: who took part from when until when, who was the contact person, what was recorded. What people are still
working on may change: an invitation, a request, the plan of a meeting. Text that somebody typed stands beside the facts.
"""

from .contests import Confirmation, Contest, ContestText, Ruling, RulingText
from .groups import ContactChange, Departure, Group, Invitation, Participation, Registration, RegistrationText, Request
from .meetings import Meeting, MeetingChange, Presence, Recording, Theme
from .room_rules import RoomRules

__all__ = [
    "Confirmation",
    "ContactChange",
    "Contest",
    "ContestText",
    "Departure",
    "Group",
    "Invitation",
    "Meeting",
    "MeetingChange",
    "Participation",
    "Presence",
    "Recording",
    "Registration",
    "RegistrationText",
    "Request",
    "RoomRules",
    "Ruling",
    "RulingText",
    "Theme",
]
