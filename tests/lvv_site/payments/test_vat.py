"""VAT by rate: tables of cases, and what holds for all of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lvv_site.payments.money import CENT, apportion, cents, is_whole_cents
from lvv_site.payments.vat import MOST_UNITS, Price, Rate, net_of, totals

HIGH, LOW, EXEMPT = Rate.HIGH, Rate.LOW, Rate.EXEMPT
# Lines (net unit price, quantity, rate); net, VAT and total of the order.
CASES = [
    ([("100.00", 1, HIGH)], "100.00", "21.00", "121.00"),
    ([("100.00", 1, LOW)], "100.00", "9.00", "109.00"),
    ([("100.00", 1, EXEMPT)], "100.00", "0.00", "100.00"),
    # 3 x 0.33 = 0.99, of which 0.2079: once for the rate, and not 3 x 0.07.
    ([("0.33", 1, HIGH)] * 3, "0.99", "0.21", "1.20"),
    # Half a cent of VAT goes up: 0.50 x 9 % = 0.045.
    ([("0.50", 1, LOW)], "0.50", "0.05", "0.55"),
    ([("2.50", 1, HIGH)], "2.50", "0.53", "3.03"),
    # 250.00 including VAT, once and three times.
    ([("206.611570", 1, HIGH)], "206.61", "43.39", "250.00"),
    ([("206.611570", 3, HIGH)], "619.83", "130.17", "750.00"),
    # Three rates on one order.
    ([("10.05", 1, HIGH), ("10.05", 1, LOW), ("10.05", 2, EXEMPT)], "40.20", "3.01", "43.21"),
    # A discount is a line below zero of the same rate.
    ([("100.00", 2, HIGH), ("-15.00", 1, HIGH)], "185.00", "38.85", "223.85"),
    ([("100.00", 1, HIGH), ("-100.00", 1, HIGH)], "0.00", "0.00", "0.00"),
    ([("0.00", 5, HIGH)], "0.00", "0.00", "0.00"),
    ([], "0.00", "0.00", "0.00"),
]


@pytest.mark.parametrize(("lines", "net", "vat", "total"), CASES)
def test_an_order_comes_to(lines, net, vat, total):
    found = totals([Price(Decimal(price), quantity, rate) for price, quantity, rate in lines])
    assert (found.net, found.vat, found.total) == (Decimal(net), Decimal(vat), Decimal(total))


@pytest.mark.parametrize(
    ("gross", "rate", "net"),
    [("250.00", HIGH, "206.611570"), ("109.00", LOW, "100"), ("12.34", EXEMPT, "12.34"), ("0.01", HIGH, "0.008264")],
)
def test_a_price_set_including_vat_has_a_net_price(gross, rate, net):
    assert net_of(Decimal(gross), rate) == Decimal(net)


@pytest.mark.parametrize("gross", ["0.001", "NaN", "Infinity"])
def test_a_price_in_fractions_of_a_cent_is_refused(gross):
    with pytest.raises(ValueError, match="whole cents"):
        net_of(Decimal(gross), HIGH)


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01"), ("1.015", "1.02")]
)
def test_half_a_cent_goes_away_from_zero(amount, rounded):
    assert cents(Decimal(amount)) == Decimal(rounded)


def test_what_is_no_total_of_the_parts_is_refused():
    with pytest.raises(ValueError, match="not a total"):
        apportion([Decimal(1), Decimal(2)], Decimal("3.03"))


rates = st.sampled_from(list(Rate))
gross_prices = st.integers(0, 500_000).map(lambda number: Decimal(number) / 100)
prices = st.builds(
    Price,
    st.integers(-99_999_999, 99_999_999).map(lambda number: Decimal(number).scaleb(-6)),
    st.integers(1, 200),
    rates,
)


@given(gross_prices, rates, st.integers(1, MOST_UNITS))
def test_prices_set_including_vat_come_back_to_the_cent(gross, rate, quantity):
    price = Price(net_of(gross, rate), quantity, rate)
    assert price.shown == gross
    assert totals([price]).total == gross * quantity


@given(st.lists(st.tuples(gross_prices, st.integers(1, 40), rates), max_size=20))
def test_gross_lines_that_were_set_so_stand_on_paper_as_they_were_set(lines):
    found = totals([Price(net_of(gross, rate), quantity, rate) for gross, quantity, rate in lines])
    assert list(found.line_gross) == [gross * quantity for gross, quantity, _ in lines]


@given(st.lists(prices, max_size=20))
def test_lines_rates_and_totals_agree(lines):
    found = totals(lines)
    assert sum(found.line_net, Decimal(0)) == found.net
    assert sum(found.line_gross, Decimal(0)) == found.total == found.net + found.vat
    for one in found.rates:
        exact = sum(price.net for price in lines if price.rate == one.rate)
        assert one.vat == cents(exact * one.rate.fraction)
        assert abs(one.net - exact) <= CENT
    for part, price in zip(found.line_net, lines, strict=True):
        assert is_whole_cents(part)
        assert abs(part - price.net) <= CENT


@given(st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=10))
def test_net_prices_in_cents_are_added_as_they_stand(amounts):
    lines = [Price(Decimal(amount) / 100, 1, HIGH) for amount in amounts]
    assert totals(lines).net == Decimal(sum(amounts)) / 100
