"""Commands of rooms that are not there: they say so and fail."""

import pytest
from django.core.management import CommandError, call_command


def test_it_says_what_is_missing() -> None:
    with pytest.raises(CommandError, match="yet") as refusal:
        call_command("verify_chain")
    assert refusal.value.returncode == 1
