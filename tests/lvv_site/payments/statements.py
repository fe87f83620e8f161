"""Bank statements for tests, made of parts: an ordinary one, and every odd thing that banks do."""

from html import escape

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.{:02}"
OURS = "NL91ABNA0417164300"


def statement(*entries: str, version: int = 2, account: str = OURS, more: str = "") -> bytes:
    """A file with one statement, and whatever comes after it."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAMESPACE.format(version)}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>1</MsgId></GrpHdr>{one_statement(*entries, account=account)}{more}"
        "</BkToCstmrStmt></Document>"
    ).encode()


def one_statement(*entries: str, account: str = OURS) -> str:
    """One statement within a file."""
    return f"<Stmt><Id>1</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{''.join(entries)}</Stmt>"


def entry(  # noqa: PLR0917 - a format has many fields
    amount: str = "100.00", text: str = "", ref: str = "REF1", currency: str = "EUR", way: str = "CRDT",
    on: str = "2026-11-20", details: str | None = None, status: str = "<Sts>BOOK</Sts>", more: str = "", name: str = "J. Jansen",
) -> str:  # fmt: skip
    """One entry; `details` in place of the one transaction it has by itself."""
    reference = f"<AcctSvcrRef>{ref}</AcctSvcrRef>" if ref else ""
    inside = transaction(text=text, name=name) if details is None else details
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{more}{status}'
        f"<BookgDt><Dt>{on}</Dt></BookgDt>{reference}<NtryDtls>{inside}</NtryDtls></Ntry>"
    )


def transaction(  # noqa: PLR0917 - a format has many fields
    text: str = "", name: str = "J. Jansen", structured: str = "", amount: str = "", ref: str = "", new: bool = False
) -> str:
    """The details of one transaction; `new` as versions from 08 write them."""
    who = f"<Pty><Nm>{escape(name)}</Nm></Pty>" if new else f"<Nm>{escape(name)}</Nm>"
    own = f"<AcctSvcrRef>{ref}</AcctSvcrRef>" if ref else ""
    part = ""
    if amount:
        told = f'<Amt Ccy="EUR">{amount}</Amt>'
        part = told if new else f"<AmtDtls><TxAmt>{told}</TxAmt></AmtDtls>"
    pay_to = f"<Strd><CdtrRefInf><Ref>{structured}</Ref></CdtrRefInf></Strd>" if structured else ""
    return (
        f"<TxDtls><Refs>{own}<EndToEndId>NOTPROVIDED</EndToEndId></Refs>{part}<RltdPties><Dbtr>{who}</Dbtr>"
        f"<DbtrAcct><Id><IBAN>NL20INGB0001234567</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>{escape(text)}</Ustrd>{pay_to}</RmtInf></TxDtls>"
    )
