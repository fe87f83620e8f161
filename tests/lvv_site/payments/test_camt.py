"""Reading bank statements: versions, odd files, hostile ones; each entry once and under the same name."""

import datetime as dt
from decimal import Decimal

import pytest

from lvv_site.payments import camt
from tests.lvv_site.payments.statements import NAMESPACE, entry, one_statement, statement, transaction


def read(*entries, **more):
    return camt.read(statement(*entries, **more))


def references(*entries, **more):
    return [one.reference for one in read(*entries, **more)]


@pytest.mark.parametrize("version", [2, 3, 4, 6, 8, 10, 13])
def test_each_version_is_read(version):
    new = version >= 8
    status = "<Sts><Cd>BOOK</Cd></Sts>" if new else "<Sts>BOOK</Sts>"
    (one,) = read(entry(details=transaction("cursus", "J. Jansen", new=new), status=status), version=version)
    assert one == camt.Entry(
        account="NL91ABNA0417164300", reference="REF1", booked_on=dt.date(2026, 11, 20), amount=Decimal("100.00"),
        currency="EUR", is_credit=True, name="J. Jansen", text="cursus",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        (entry(way="DBIT"), {"is_credit": False}),
        (entry(more="<RvslInd>true</RvslInd>"), {"is_reversal": True}),
        (entry(status="<Sts>PDNG</Sts>"), {"is_booked": False}),
        (entry(status="<Sts><Cd>INFO</Cd></Sts>"), {"is_booked": False}),
        (entry(status=""), {"is_booked": True}),
        (entry(currency="USD"), {"currency": "USD"}),
        (entry(on="2026-11-20+01:00"), {"booked_on": dt.date(2026, 11, 20)}),
        (entry(text="regel\n  twee\u202e\x85"), {"text": "regel twee"}),
        (entry(text="x" * 900), {"text": "x" * 500}),
        (entry(details="", text=""), {"name": "", "text": ""}),
        (entry(details=transaction(structured="RF18 5390 0754 7034")), {"structured": ("RF18 5390 0754 7034",)}),
        (entry(name="<b>=cmd()</b>"), {"name": "<b>=cmd()</b>"}),
        (entry(amount="0.5"), {"amount": Decimal("0.5")}),
    ],
)
def test_odd_entries(odd, expected):
    (one,) = read(odd)
    assert {name: getattr(one, name) for name in expected} == expected


def test_the_account_of_who_paid_is_not_read():
    assert "INGB" not in repr(read(entry()))


def test_a_batch_is_its_transactions():
    batch = transaction("een", amount="40.00") + transaction("twee", amount="60.00")
    assert [(one.amount, one.text, one.reference) for one in read(entry(details=batch))] == [
        (40, "een", "REF1/1"), (60, "twee", "REF1/2")
    ]  # fmt: skip


def test_transactions_of_a_batch_keep_references_of_their_own():
    batch = transaction(amount="40.00", ref="A", new=True) + transaction(amount="60.00", ref="B", new=True)
    assert references(entry(details=batch), version=8) == ["A", "B"]


@pytest.mark.parametrize("parts", [("40.00", "59.99"), ("100.00", ""), ("", "")])
def test_a_batch_that_does_not_add_up_is_taken_whole(parts):
    (one,) = read(entry(details="".join(transaction("deel", amount=part) for part in parts)))
    assert (one.amount, one.text, one.name) == (100, "", "")


@pytest.mark.parametrize("nothing", ["", "NOTPROVIDED", "NONREF", "0"])
def test_without_a_reference_an_entry_is_known_by_what_it_says(nothing):
    entries = [entry(ref=nothing, text="a"), entry(ref=nothing, text="b"), entry(ref=nothing, text="a")]
    first = references(*entries)
    assert len(set(first)) == 3
    assert all(one.startswith("h:") for one in first)
    assert references(entries[0]) == first[:1]


def test_what_stands_twice_in_a_statement_came_twice_and_in_two_statements_once():
    assert references(entry(), entry()) == ["REF1", "REF1#2"]
    assert references(entry(), more=one_statement(entry())) == ["REF1"]
    assert len(read(entry(), more=one_statement(entry(), account="NL20INGB0001234567"))) == 2


def test_an_empty_statement_is_one():
    assert read() == []


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">&f;</Document>"""
DTD = b"""<?xml version="1.0"?><!DOCTYPE Document SYSTEM "http://x.example/a.dtd">
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>"""


@pytest.mark.parametrize(
    "content",
    [
        b"", b"geen xml", b"<a>", b"\xff\xfe\x00", b"{}", b"%PDF-1.7", LAUGHS, OUTSIDE, DTD,
        b"<Document/>", b'<?xml version="1.0" encoding="onbekend"?><Document/>',
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.052.001.02"/>',
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.01"/>',
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"/>',
        f'<x:Doc xmlns:x="{NAMESPACE.format(2)}"/>'.encode(),
        statement(entry(amount="abc")), statement(entry(amount="-5.00")), statement(entry(amount="1e9")),
        statement(entry(amount="NaN")), statement(entry(currency="")), statement(entry(on="gisteren")),
        statement(entry(on="2026-13-45")), statement("<Ntry/>"), statement(entry(amount="9" * 40)),
    ],
)  # fmt: skip
def test_what_is_no_statement_is_told(content):
    with pytest.raises(camt.StatementError) as refused:
        camt.read(content)
    assert str(refused.value).endswith(".")


def test_deep_nesting_brings_nothing_down():
    deep = b"<a>" * 50_000 + b"</a>" * 50_000
    with pytest.raises(camt.StatementError):
        camt.read(deep)
    inside = statement().replace(b"</BkToCstmrStmt>", deep + b"</BkToCstmrStmt>")
    assert camt.read(inside) == []


def test_a_prefix_for_the_namespace_is_the_same_thing():
    content = statement(entry()).decode().replace('xmlns="', 'xmlns:c="')
    for name in ("Document", "BkToCstmrStmt", "GrpHdr", "MsgId", "Stmt", "Id", "Acct", "IBAN", "Ntry", "Amt", "CdtDbtInd", "Sts",
                 "BookgDt", "Dt", "AcctSvcrRef", "NtryDtls", "TxDtls", "Refs", "EndToEndId", "RltdPties", "Dbtr", "Nm",
                 "DbtrAcct", "RmtInf", "Ustrd"):  # fmt: skip
        content = (
            content.replace(f"<{name}>", f"<c:{name}>")
            .replace(f"<{name} ", f"<c:{name} ")
            .replace(f"</{name}>", f"</c:{name}>")
        )
    assert camt.read(content.encode()) == camt.read(statement(entry()))
