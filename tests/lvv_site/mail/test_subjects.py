"""Headers: nothing personal stands in a subject, and no name of anybody can break or add one.

Names come in by forms that refuse such characters; these tests put them in the database as if one had not.
"""

import email
import re
from email.message import Message as Mime
from email.policy import default
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import get_template
from django.template.loader_tags import IncludeNode

from lvv_site import mail
from lvv_site.mail import delivery, registry, rendering, sending
from lvv_site.members import activation
from tests.factories.members import PersonFactory, UserFactory

from .conftest import Register

pytestmark = pytest.mark.django_db
HOSTILE = ["\r\nBcc: kwaad@voorbeeld.example\r\n", "\n\nx", "\x00", "\u202e", "\u2066", "\u2028", "\x85", "\x1b[31m"]
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Language",
}  # fmt: skip
PERSONAL = re.compile(r"name|naam|person|member|e-?mail|address|\bto\b|user|number|url|code|until|\bby\b")
ACCOUNT_SUBJECTS = sorted(Path(allauth.__file__).parent.glob("templates/*/email/*_subject.txt"))


def read(letter: delivery.Letter) -> Mime:
    return email.message_from_bytes(bytes(letter.mime), policy=default)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_breaks_no_header_of_a_letter(outbox: list[delivery.Letter], hostile: str) -> None:
    name = f"Anna{hostile}Jansen".replace("\0", "")  # PostgreSQL keeps no NUL
    person = PersonFactory(given_name=name, family_name=name)
    message = activation.invite(person, UserFactory(role="office"))

    sent = mail.models.Message.objects.get(template=activation.TEMPLATE)
    assert sending.send(sent.pk) == "sent", message
    letter = read(outbox[-1])

    assert set(letter.keys()) == HEADERS
    assert letter["To"] == person.email
    assert letter["Subject"] == "Activeer je account"
    assert "Jansen" not in "".join(f"{key}{value}" for key, value in letter.items())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_subject_is_one_line_that_shows_all_of_itself(
    register: Register, outbox: list[delivery.Letter], hostile: str
) -> None:
    name = register({"course": f"Een{hostile}cursus"}, subject_keys=("course",))
    sending.send(mail.queue(name, "a@voorbeeld.example", {}, "letter:1").pk)
    letter = read(outbox[-1])

    assert set(letter.keys()) == HEADERS
    assert str(letter["Subject"]).isprintable()


@pytest.mark.parametrize("hostile", ["\r\nBcc: kwaad@voorbeeld.example", "\n", "\x00", "\u202e"])
def test_an_address_with_such_a_character_is_no_address(template: str, hostile: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        mail.queue(template, f"anna{hostile}@voorbeeld.example", {}, "letter:1")


def test_a_letter_of_another_app_cannot_break_a_header_either(outbox: list[delivery.Letter]) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        EmailMessage("Een\r\nBcc: kwaad@voorbeeld.example", "tekst", None, ["a@voorbeeld.example"]).send()
    assert not outbox


def test_no_subject_of_ours_asks_for_something_personal() -> None:
    assert registry.registered()
    for template in registry.registered():
        assert not [key for key in template.subject_keys if PERSONAL.search(key)], template.name
        source = get_template(f"mail/{template.name}.subject.txt").template.source  # type: ignore[attr-defined]
        used = set(re.findall(r"{{\s*(\w+)", source)) | set(re.findall(r"\bwith (\w+)=", source))
        assert used <= {*template.subject_keys, "site_name"}, template.name


@pytest.mark.parametrize("path", ACCOUNT_SUBJECTS, ids=lambda path: path.stem)
def test_no_subject_about_an_account_shows_anything(path: Path) -> None:
    name = "/".join(path.parts[-3:])
    template = get_template(name).template  # type: ignore[attr-defined]
    assert "{{" not in template.source
    included = [node for node in template.nodelist if isinstance(node, IncludeNode)]
    assert all(str(node.template).strip("'\"").endswith("_subject.txt") for node in included)


def test_the_sender_is_the_association() -> None:
    assert rendering.sender_domain() == settings.DEFAULT_FROM_EMAIL.partition("@")[2].rstrip(">")
