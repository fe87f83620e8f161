"""From a row to a MIME message: subject, plain text and HTML from the theme's templates, in the recipient's language.

The same row always gives the same headers (Message-ID, Date, boundaries), so a second try can be recognised.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from . import registry
from .models import Message


def render(message: Message, unkept: Mapping[str, str] | None = None, reply_to: str = "") -> EmailMessage:
    """Build the message from its template; what the context builder raises goes to the caller."""
    template = registry.find(message.template)
    context = {**template.builder(message.context_ids), **(unkept or {})}
    language = message.language or context.get("language") or settings.LANGUAGE_CODE
    attachments = context.pop("attachments", ())
    with translation.override(language):
        mime = _mime(message, language, _parts(template, context | {"language": language}), attachments)
    if reply_to:
        mime["Reply-To"] = Address(addr_spec=reply_to)
    if unsubscribe := context.get("unsubscribe"):  # an address that ends it by one post without a cookie (RFC 8058)
        mime["List-Unsubscribe"] = f"<{unsubscribe}>"
        mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mime


def _parts(template: registry.Template, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return subject, text and HTML. The subject sees nothing but what was registered as not personal."""
    name = f"mail/{template.name}"
    shown = {key: context[key] for key in template.subject_keys} | {"site_name": settings.WAGTAIL_SITE_NAME}
    subject = _one_line(_plain(f"{name}.subject.txt", shown))
    everything = {**context, **shown, "subject": subject, "base_url": settings.WAGTAILADMIN_BASE_URL}
    text = re.sub(r"\n{3,}", "\n\n", _plain(f"{name}.txt", everything)).strip() + "\n"
    return subject, text, get_template(f"{name}.html").render(everything)


def _one_line(text: str) -> str:
    """Return text for a header: no line breaks, nothing that is not seen or that turns text around."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def _plain(name: str, context: Mapping[str, Any]) -> str:
    # Django escapes in every template, also in one that is not HTML: `Coördinator &amp; co` in a letter.
    return str(get_template(name).template.render(Context(dict(context), autoescape=False)))  # type: ignore[attr-defined]


def _mime(
    message: Message, language: str, parts: tuple[str, str, str], attachments: Iterable[registry.Attachment]
) -> EmailMessage:
    subject, text, html = parts
    mime = EmailMessage(policy=SMTP)
    mime["From"] = settings.DEFAULT_FROM_EMAIL
    mime["To"] = Address(addr_spec=message.to)
    mime["Subject"] = subject
    mime["Date"] = format_datetime(message.queued_at)
    mime["Message-ID"] = f"<{message.reference}@{sender_domain()}>"
    mime["Auto-Submitted"] = "auto-generated"
    mime.set_content(text, cte="quoted-printable")
    mime.add_alternative(html, subtype="html", cte="quoted-printable")
    for attachment in attachments:
        main, _, sub = attachment.content_type.partition("/")
        mime.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.filename)
    mime["Content-Language"] = language  # last: setting content drops the headers that describe content
    for number, part in enumerate(part for part in mime.walk() if part.is_multipart()):
        part.set_boundary(f"={message.reference.hex}-{number}")
    return mime


def sender_domain() -> str:
    """Return the domain we send from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def new_message_id() -> str:
    """Return a Message-ID for a message that was not made from a template."""
    return f"<{uuid.uuid4()}@{sender_domain()}>"
