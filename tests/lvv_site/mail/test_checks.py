"""Every registered template is complete, and one that is not is told at the start."""

from lvv_site.mail import checks, registry

from .conftest import Register


def test_every_registered_template_is_complete() -> None:
    assert checks.mail_templates_complete() == []


def test_missing_files_are_named(register: Register) -> None:
    register({})
    registry.register("test/nothing", lambda _ids: {})
    assert [warning.msg for warning in checks.mail_templates_complete()] == [
        "mail template mail/test/nothing.subject.txt is missing",
        "mail template mail/test/nothing.txt is missing",
        "mail template mail/test/nothing.html is missing",
    ]
