"""Posting a public form as a visitor's browser does."""

import datetime as dt
from typing import Any

import time_machine
from django.test import Client

from lvv_site import civil, forms


def post(client: Client, address: str, scope: str, **fields: Any) -> Any:
    """Send a form of this scope that was shown a minute ago."""
    now = civil.now()
    with time_machine.travel(now - dt.timedelta(minutes=1), tick=False):
        token = forms.token(scope)
    return client.post(address, {forms.TOKEN: token, **fields}, headers={"Sec-Fetch-Site": "same-origin"})
