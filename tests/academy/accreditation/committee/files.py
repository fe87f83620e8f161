"""Files on their way through the committee, for tests."""

import datetime as dt

from academy.accreditation import assessing, assigning, checklist, deciding, steps
from academy.accreditation.assessing import Answers
from academy.accreditation.assigning import Preparing
from academy.accreditation.deciding import Ruling
from academy.accreditation.models import Application, Assessment, Assignment, Meeting, Step
from lvv_site import civil
from lvv_site.members.models import User
from tests.factories.accreditation import submitted
from tests.factories.members import UserFactory

TODAY = civil.today()
DAY = dt.timedelta(days=1)


def meeting(days: int = 0, place: str = "") -> Meeting:
    """A meeting so many days from today; the same one when it is asked again."""
    on = TODAY + days * DAY
    return Meeting.objects.get_or_create(on=on, defaults={"files_due": on - 14 * DAY, "place": place})[0]


def assessor() -> User:
    """Somebody who may assess."""
    return UserFactory.create(role="assessor", second_factor=True)


def office() -> User:
    """Somebody of the office."""
    return UserFactory.create(role="office", second_factor=True)


def decider() -> User:
    """Somebody of the committee."""
    return UserFactory.create(role="committee", second_factor=True)


def doing(of: Application, by: User | None = None) -> Preparing:
    """Somebody who saw everything."""
    return Preparing(by or office(), steps.last_number(of))


def taken_up(of: Application | None = None, to: Meeting | None = None) -> Application:
    """A file that was taken up to a meeting, of today unless told otherwise."""
    made = of or submitted()
    assigning.take_up(made, to or meeting(), "Beste opleider, wij kijken ernaar.", doing(made))
    return made


def assigned(of: Application | None = None, *assessors: User, to: Meeting | None = None) -> list[Assignment]:
    """A file with two assessors."""
    made = of or taken_up(to=to)
    two = [*assessors, assessor(), assessor()][:2]
    return assigning.assign(made, to or meeting(), two, doing(made))


def answers(kind: str = "course", score: str = "2", advice: str = "grant", remark: str = "Helder.") -> Answers:
    """A complete assessment."""
    return Answers({one.key: score for one in checklist.NOW.of(kind)}, {}, advice, remark)


def given(of: Assignment, **told: str) -> Assessment:
    """An assessment that was given."""
    return assessing.give(of, answers(of.application.kind, **told), of.assessor)


def ready(of: Application | None = None) -> Application:
    """A file with both assessments, in a meeting of today."""
    two = assigned(of)
    for one in two:
        given(one)
    return two[0].application


def ruling(of: Application, by: User | None = None, **changes: object) -> Ruling:
    """A decision of today by somebody who saw everything."""
    told = {
        "by": by or decider(), "decided_on": TODAY, "seen": steps.last_number(of), "reason": "De opbouw klopt.",
        "letter": "Beste opleider, dit is ons besluit.", **changes,
    }  # fmt: skip
    return Ruling(**told)  # type: ignore[arg-type]  # any field


def accredited(of: Application | None = None) -> Step:
    """A file that was accredited as it was asked."""
    made = of or ready()
    return deciding.accredit(made, deciding.proposed(made, TODAY), ruling(made))


def refused(of: Application | None = None) -> Step:
    """A file that was refused."""
    made = of or ready()
    return deciding.refuse(made, ruling(made))
