"""The portal as somebody of a provider uses it: signed in, with the fields of a page as it stands."""

import io
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from academy.accreditation.models import Application, Provider
from lvv_site.members.models import User
from lvv_site.payments.models import InvoiceSettings
from tests.factories.accreditation import worker

SHELL = 4  # queries of menu and footer, which a running site keeps for a while and a test asks anew


def signed_in(client: Client, provider: Provider) -> User:
    """Sign in somebody who works for a provider."""
    user = worker(provider)
    client.force_login(user)
    return user


def address(application: Application, *rest: str | int) -> str:
    """Return the address of an application, or of something below it."""
    start = reverse("provider:application", args=[application.provider.slug, application.code])
    return start + "".join(f"{one}/" for one in rest)


def opened(client: Client, application: Application, page: str) -> dict[str, Any]:
    """Open a page and return what its form would send when nothing is changed."""
    response = client.get(address(application, page))
    assert response.status_code == 200, response
    return fields_of(response)


def fields_of(response: Any) -> dict[str, Any]:
    """Return what the form on a page would send."""
    context = response.context
    told = {"seen": context["seen"], "version": context["shown"].version}
    for bound in context["form"]:
        value = bound.form[bound.name].value()
        shown = bound.field.prepare_value(value)
        if shown and "File" not in type(bound.field).__name__:
            told[bound.name] = shown
        elif type(bound.field).__name__ == "CharField":
            told[bound.name] = ""
    return told


def pdf(name: str = "bewijs.pdf") -> SimpleUploadedFile:
    """A real PDF of one empty page."""
    document, content = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(content)
    return SimpleUploadedFile(name, content.getvalue(), "application/pdf")


def seller() -> None:
    """Fill in who sells, so that invoices can be written."""
    found = InvoiceSettings.load()
    found.name, found.iban, found.city = "Vereniging", "NL91ABNA0417164300", "Utrecht"
    found.save()
