"""The double behaves as Stripe's description says, seen through Stripe's own library."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
import stripe

from tests.doubles.stripe import StripeDouble
from tests.doubles.stripe.description import checked, description, nested
from tests.doubles.stripe.server import API_KEY, WEBHOOK_SECRET, signature

EUROS = {
    "mode": "payment",
    "success_url": "http://127.0.0.1/terug/?sessie={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://127.0.0.1/af/",
    "client_reference_id": "B7KD-2",
    "locale": "nl",
    "line_items": [
        {
            "quantity": 2,
            "price_data": {"currency": "eur", "unit_amount": 24200, "product_data": {"name": "Masterclass"}},
        }
    ],
}


@pytest.fixture
def double() -> Iterator[StripeDouble]:
    with StripeDouble().running() as running:
        yield running


@pytest.fixture
def client(double: StripeDouble) -> stripe.StripeClient:
    return stripe.StripeClient(API_KEY, base_addresses={"api": double.address}, max_network_retries=0)


def opened(client: stripe.StripeClient, **more: object) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create({**EUROS, **more})  # type: ignore[typeddict-item]


def press(session: stripe.checkout.Session, outcome: str) -> str:
    """Press a button of the hosted page; return where one is sent."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_arguments: object) -> None:
            return None

    assert session.url is not None
    try:
        urllib.request.build_opener(Stay).open(session.url, urllib.parse.urlencode({"outcome": outcome}).encode())
    except urllib.error.HTTPError as answer:
        return str(answer.headers["Location"])
    return ""


def test_the_library_and_the_description_are_of_one_year():
    assert stripe._api_version._ApiVersion.CURRENT[:4] == description()["version"][:4]


def test_a_session_is_opened_as_asked_and_its_page_has_the_four_endings(client):
    session = opened(client)
    assert (session.amount_total, session.currency, session.status, session.payment_status) == (
        48400,
        "eur",
        "open",
        "unpaid",
    )
    with urllib.request.urlopen(session.url) as page:
        shown = page.read().decode()
    assert all(f'value="{outcome}"' in shown for outcome in ("succeeded", "failed", "aborted", "later"))


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        ({"payment_method_types": ["ideal"]}, "payment_method_types"),
        ({"unheard_of": "x"}, ""),
        ({"locale": "zz"}, "[locale]"),
        ({"expires_at": int(time.time()) + 60}, "expires_at"),
        ({"expires_at": int(time.time()) + 100_000}, "expires_at"),
        ({"line_items": []}, "mode"),
    ],
)
def test_what_stripe_would_refuse_is_refused(client, asked, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        opened(client, **asked)
    assert (refused.value.param or "") == param


def test_another_key_opens_nothing(double):
    stranger = stripe.StripeClient("sk_test_other", base_addresses={"api": double.address}, max_network_retries=0)
    with pytest.raises(stripe.AuthenticationError):
        opened(stranger)


def test_one_idempotency_key_gives_one_session(client, double):
    options: stripe.RequestOptions = {"idempotency_key": "poging-1"}
    first, second = (client.v1.checkout.sessions.create(EUROS, options) for _ in range(2))
    assert (first.id, len(double.world.sessions)) == (second.id, 1)
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create({**EUROS, "locale": "en"}, options)


def test_an_answer_that_was_lost_is_given_again(client, double):
    double.faults = ["lost"]
    options: stripe.RequestOptions = {"idempotency_key": "poging-2"}
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(EUROS, options)
    assert client.v1.checkout.sessions.create(EUROS, options).id in double.world.sessions
    assert len(double.world.sessions) == 1


def test_out_of_order_says_so(client, double):
    double.faults = [503]
    with pytest.raises(stripe.APIError):
        opened(client)
    assert double.world.sessions == {}


@pytest.mark.parametrize(
    ("outcome", "to", "seen"),
    [
        (
            "succeeded",
            "/terug/?sessie=",
            ("complete", "paid", "payment_intent.succeeded", "checkout.session.completed"),
        ),
        (
            "later",
            "/terug/?sessie=",
            ("complete", "unpaid", "payment_intent.processing", "checkout.session.completed"),
        ),
        ("failed", "", ("open", "unpaid", "payment_intent.payment_failed")),
        ("aborted", "/af/", ("open", "unpaid")),
    ],
)
def test_each_ending_of_the_hosted_page(client, double, outcome, to, seen):
    session = opened(client)
    assert to in press(session, outcome)
    found = client.v1.checkout.sessions.retrieve(session.id)
    told = [event["type"] for event in double.world.events.values()]
    assert (found.status, found.payment_status, *told) == seen


@pytest.mark.parametrize(("good", "state"), [(True, "paid"), (False, "unpaid")])
def test_a_payment_under_way_comes_in_or_bounces(client, double, good, state):
    session = opened(client)
    press(session, "later")
    double.world.arrive(session.id, good=good)
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == state


def test_a_session_expires_at_its_time_or_when_asked_but_not_after_it_was_paid(client, double):
    late, ended, paid = opened(client), opened(client), opened(client)
    press(paid, "succeeded")
    client.v1.checkout.sessions.expire(ended.id)
    double.world.now = lambda: time.time() + 90_000
    states = [client.v1.checkout.sessions.retrieve(one.id).status for one in (late, ended, paid)]
    assert states == ["expired", "expired", "complete"]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(paid.id)


def test_no_more_is_given_back_than_was_paid(client, double):
    session = opened(client)
    press(session, "succeeded")
    intent = str(client.v1.checkout.sessions.retrieve(session.id).payment_intent)
    part = client.v1.refunds.create({"payment_intent": intent, "amount": 40000, "reason": "requested_by_customer"})
    assert part.status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent, "amount": 8401})
    assert client.v1.refunds.create({"payment_intent": intent}).amount == 8400
    assert [one.amount for one in client.v1.refunds.list({"payment_intent": intent}).data] == [8400, 40000]
    assert double.world.charges[double.world.intents[intent]["latest_charge"]]["refunded"] is True


def test_everything_it_says_is_as_described(client, double):
    session = opened(client)
    press(session, "later")
    double.world.arrive(session.id)
    double.world.refund({"payment_intent": double.world.sessions[session.id]["payment_intent"], "amount": 100})
    double.world.dispute(double.world.sessions[session.id]["payment_intent"])
    world = double.world
    for name, things in (
        ("checkout.session", world.sessions), ("payment_intent", world.intents), ("refund", world.refunds),
        ("charge", world.charges), ("dispute", world.disputes), ("event", world.events),
    ):  # fmt: skip
        assert things
        for thing in things.values():
            checked(name, thing)


def test_a_signed_event_is_what_the_library_accepts(client, double):
    press(opened(client), "succeeded")
    for event in double.world.events.values():
        payload = json.dumps(event).encode()
        read = client.construct_event(payload, signature(payload), WEBHOOK_SECRET)
        assert read.id == event["id"]
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(payload, signature(payload, "whsec_other"), WEBHOOK_SECRET)
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(payload, signature(payload, moment=time.time() - 3600), WEBHOOK_SECRET)


def test_nested_forms_are_read():
    assert nested("a[b][0][c]=1&a[b][1][c]=2&d[]=x&d[]=y&e=") == {
        "a": {"b": {"0": {"c": "1"}, "1": {"c": "2"}}}, "d": {"0": "x", "1": "y"}, "e": ""
    }  # fmt: skip
