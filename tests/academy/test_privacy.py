"""What may be taken along, and what disappears on request."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academy.certification import decisions
from academy.certification import privacy as certification_privacy
from academy.certification.models import StatusEvent, StatusReason
from academy.register import privacy as register_privacy
from academy.register.models import NameToken, PendingImport, Profile
from tests.factories.members import UserFactory, sign_in
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile() -> Profile:
    made = adviser("Anna van der Berg", number="VP-1")
    user = UserFactory.create()
    decision = decisions.Decision(user, dt.date(2026, 6, 1), "Eigen woorden", decisions.last_event(made.certificate))
    decisions.resign(made.certificate, dt.date(2026, 7, 1), decision)
    return made


def test_export_holds_everything_about_the_person(profile: Profile) -> None:
    person = profile.certificate.person
    (certificate,) = certification_privacy.export(person)["certificates"]
    assert certificate["number"] == "VP-1"
    assert [(one["kind"], one["reason_text"]) for one in certificate["decisions"]] == [
        ("granted", None), ("resigned", "Eigen woorden"),
    ]  # fmt: skip
    assert certificate["periods"] == [
        {"from": dt.date(2024, 7, 1), "until": dt.date(2026, 6, 30), "scheme": "lvv-2024"}
    ]
    (listing,) = register_privacy.export(person)["register"]
    assert (listing["name"], listing["place"]) == ("Anna van der Berg", "Zwolle")


def test_erasing_takes_name_words_reasons_and_photo_and_keeps_the_facts(
    profile: Profile, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    profile.photo.save("anna.png", ContentFile(b"x"))
    with django_capture_on_commit_callbacks(execute=True):
        for room in (certification_privacy, register_privacy):
            room.erase(profile.certificate.person)
    assert StatusEvent.objects.filter(certificate=profile.certificate).count() == 2
    assert StatusReason.objects.count() == Profile.objects.count() == NameToken.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_uploaded_lists_nobody_confirmed_go_after_a_day() -> None:
    today = timezone.localdate()
    old = PendingImport.objects.create(content=b"x", fingerprint="", by=UserFactory.create())
    PendingImport.objects.filter(pk=old.pk).update(made_at=timezone.now() - dt.timedelta(days=3))
    PendingImport.objects.create(content=b"x", fingerprint="", by=UserFactory.create())
    assert register_privacy.end_pending_imports(today, dry_run=True) == 1
    assert register_privacy.end_pending_imports(today, dry_run=False) == 1
    assert PendingImport.objects.count() == 1


def test_a_member_sees_the_own_registration_and_nobody_elses(client: Client) -> None:
    user, other = UserFactory.create(), adviser("Iemand Anders", number="VP-2")
    from tests.factories.certification import certified
    from tests.factories.register import profile as listing

    listing(certified(user.person, "VP-3", until=dt.date(2099, 1, 1)))
    sign_in(client, user)
    page = client.get(reverse("members:home")).content.decode()
    assert "Je registratie" in page
    assert "VP-3" in page
    assert other.certificate.number not in page
