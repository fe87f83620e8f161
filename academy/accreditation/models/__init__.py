"""What this room keeps: providers and their people, trainings and decisions, applications, the committee, runs."""

from .applications import (
    Application,
    ApplicationFile,
    Step,
    StepText,
    Submission,
    SubmittedContent,
    Trace,
    TraceText,
)
from .committee import (
    SEATS,
    Assessment,
    AssessmentDraft,
    AssessmentText,
    Assignment,
    LetterTemplate,
    Meeting,
    Tie,
)
from .providers import Provider, ProviderDetails, ProviderInvitation, ProviderKey, ProviderPerson, ProviderRequest
from .runs import (
    AttendanceContest,
    AttendanceContestText,
    AttendanceList,
    AttendanceRuling,
    AttendanceRulingText,
    ListedAttendance,
    ProviderRun,
    RunHeld,
)
from .settings import AccreditationSettings
from .trainings import TRAINING_HOURS, Accreditation, AccreditationReason, AccreditationSpan, Training

__all__ = [
    "SEATS", "TRAINING_HOURS", "Accreditation", "AccreditationReason", "AccreditationSettings", "AccreditationSpan",
    "Application", "ApplicationFile", "Assessment", "AssessmentDraft", "AssessmentText", "Assignment",
    "AttendanceContest", "AttendanceContestText", "AttendanceList", "AttendanceRuling", "AttendanceRulingText",
    "LetterTemplate", "ListedAttendance", "Meeting", "Provider", "ProviderDetails", "ProviderInvitation", "ProviderKey",
    "ProviderPerson", "ProviderRequest", "ProviderRun", "RunHeld", "Step", "StepText", "Submission", "SubmittedContent", "Tie",
    "Trace", "TraceText", "Training",
]  # fmt: skip
