"""Commands of rooms that are not there: they say so and fail."""

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize("command", [("hours_cases", "cases.json"), ("verify_chain",)])
def test_it_says_what_is_missing(command: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="yet") as refusal:
        call_command(*command)
    assert refusal.value.returncode == 1
