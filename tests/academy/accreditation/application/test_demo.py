"""The demonstration's applications are what their module states."""

import pytest

from academy.accreditation import content, demo, steps
from academy.accreditation.application_progress import attached
from academy.accreditation.models import Application, ApplicationFile
from lvv_site import civil
from lvv_site.operations.demo import DemoPlan

pytestmark = pytest.mark.django_db


def test_what_they_state() -> None:
    demo.load(DemoPlan(0, 2026, civil.today()))
    found = {one.code: one for one in Application.objects.select_related("provider")}
    states = {code: steps.state(one).value for code, one in found.items() if code.startswith("ACC-23")}
    brug = [one.code for one in found.values() if one.provider.slug == "academie-de-brug"]
    assert sorted(states[code] for code in brug if code in states) == ["draft", "draft", "submitted", "withdrawn"]
    for one in found.values():
        for sent in one.submissions.select_related("submitted"):
            kept = sent.submitted
            assert content.gaps(content.read(kept.content), attached(kept.files.all()), one.kind) == []
    for file in ApplicationFile.objects.all():
        with file.file.open() as stored:
            assert stored.read(5) == b"%PDF-"
