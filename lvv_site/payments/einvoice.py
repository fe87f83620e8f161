"""The invoice for a program: EN 16931 in the syntax Cross Industry Invoice (Factur-X / ZUGFeRD, profile EN 16931).

The amounts are those of the frozen copy. A line with a price below zero, a discount, stands here with a quantity below
zero: rule BR-27 of EN 16931 allows no negative price.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import facturx  # type: ignore[import-untyped]
from lxml import etree

RAM: Final = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
RSM: Final = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
UDT: Final = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
PROFILE: Final = "urn:cen.eu:en16931:2017"
INVOICE, CREDIT_NOTE = "380", "381"
SEPA_TRANSFER = "58"
ONE: Final = "C62"

type Element = Any
type Frozen = Mapping[str, Any]


def xml_of(frozen: Frozen) -> bytes:
    """Return the XML of a frozen invoice or credit note, checked against the schema. Raises Exception of factur-x if not."""
    root = etree.Element(f"{{{RSM}}}CrossIndustryInvoice", nsmap={"rsm": RSM, "ram": RAM, "udt": UDT})
    context = etree.SubElement(root, f"{{{RSM}}}ExchangedDocumentContext")
    _put(context, "GuidelineSpecifiedDocumentContextParameter/ID", PROFILE)
    document = etree.SubElement(root, f"{{{RSM}}}ExchangedDocument")
    _put(document, "ID", frozen["number"])
    _put(document, "TypeCode", CREDIT_NOTE if frozen.get("corrects") else INVOICE)
    _date(_put(document, "IssueDateTime"), frozen["issued_on"])
    deal = etree.SubElement(root, f"{{{RSM}}}SupplyChainTradeTransaction")
    for position, line in enumerate(frozen["lines"], start=1):
        _line(deal, position, line)
    _agreement(deal, frozen)
    _date(
        _put(deal, "ApplicableHeaderTradeDelivery/ActualDeliverySupplyChainEvent/OccurrenceDateTime"),
        frozen["issued_on"],
    )
    _settlement(_put(deal, "ApplicableHeaderTradeSettlement"), frozen)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    facturx.xml_check_xsd(content, flavor="factur-x", level="en16931")
    return content


def _put(parent: Element, path: str, text: str = "", **attributes: str) -> Element:
    """Add an element below others that are added too, and return it."""
    for name in path.split("/"):
        parent = etree.SubElement(parent, f"{{{RAM}}}{name}")
    if text:
        parent.text = text
    for name, value in attributes.items():
        parent.set(name, value)
    return parent


def _date(parent: Element, on: str) -> None:
    moment = etree.SubElement(parent, f"{{{UDT}}}DateTimeString", format="102")
    moment.text = on.replace("-", "")


def _line(deal: Element, position: int, line: Frozen) -> None:
    item = _put(deal, "IncludedSupplyChainTradeLineItem")
    _put(item, "AssociatedDocumentLineDocument/LineID", str(position))
    _put(item, "SpecifiedTradeProduct/Name", line["text"])
    price, quantity = Decimal(line["unit_net"]), int(line["quantity"])
    if price < 0:
        price, quantity = -price, -quantity
    _put(item, "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount", f"{price:.6f}")
    _put(item, "SpecifiedLineTradeDelivery/BilledQuantity", str(quantity), unitCode=ONE)
    settlement = _put(item, "SpecifiedLineTradeSettlement")
    tax = _put(settlement, "ApplicableTradeTax")
    _put(tax, "TypeCode", "VAT")
    _put(tax, "CategoryCode", _category(line["rate"]))
    _put(tax, "RateApplicablePercent", _percentage(line["rate"]))
    _put(settlement, "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount", line["net"])


def _agreement(deal: Element, frozen: Frozen) -> None:
    agreement = _put(deal, "ApplicableHeaderTradeAgreement")
    seller, payer = frozen["seller"], frozen["payer"]
    if payer["purchase_number"]:
        _put(agreement, "BuyerReference", payer["purchase_number"])
    _party(_put(agreement, "SellerTradeParty"), seller, seller["registration_number"])
    _party(_put(agreement, "BuyerTradeParty"), payer, "")
    if payer["purchase_number"]:
        _put(agreement, "BuyerOrderReferencedDocument/IssuerAssignedID", payer["purchase_number"])


def _party(party: Element, named: Frozen, registration_number: str) -> None:
    _put(party, "Name", named["name"])
    if registration_number:
        _put(party, "SpecifiedLegalOrganization/ID", registration_number, schemeID="0106")
    address = _put(party, "PostalTradeAddress")
    for name, key in (("PostcodeCode", "postcode"), ("LineOne", "street"), ("CityName", "city")):
        if named[key]:
            _put(address, name, named[key])
    _put(address, "CountryID", named["country"])
    if named["email"]:
        _put(party, "URIUniversalCommunication/URIID", named["email"], schemeID="EM")
    if named["vat_id"]:
        _put(party, "SpecifiedTaxRegistration/ID", named["vat_id"], schemeID="VA")


def _settlement(settlement: Element, frozen: Frozen) -> None:
    _put(settlement, "PaymentReference", frozen["reference"])
    _put(settlement, "InvoiceCurrencyCode", "EUR")
    if frozen["seller"]["iban"]:
        means = _put(settlement, "SpecifiedTradeSettlementPaymentMeans")
        _put(means, "TypeCode", SEPA_TRANSFER)
        account = _put(means, "PayeePartyCreditorFinancialAccount")
        _put(account, "IBANID", frozen["seller"]["iban"])
        _put(account, "AccountName", frozen["seller"]["name"])
    for one in frozen["rates"]:
        tax = _put(settlement, "ApplicableTradeTax")
        _put(tax, "CalculatedAmount", one["vat"])
        _put(tax, "TypeCode", "VAT")
        if one["rate"] == "exempt":
            _put(tax, "ExemptionReason", frozen["seller"]["exemption_text"])
        _put(tax, "BasisAmount", one["net"])
        _put(tax, "CategoryCode", _category(one["rate"]))
        _put(tax, "RateApplicablePercent", _percentage(one["rate"]))
    _date(_put(settlement, "SpecifiedTradePaymentTerms/DueDateDateTime"), frozen["due"])
    _sums(_put(settlement, "SpecifiedTradeSettlementHeaderMonetarySummation"), frozen)
    if frozen.get("corrects"):
        _put(settlement, "InvoiceReferencedDocument/IssuerAssignedID", frozen["corrects"])


def _sums(sums: Element, frozen: Frozen) -> None:
    _put(sums, "LineTotalAmount", frozen["net"])
    _put(sums, "TaxBasisTotalAmount", frozen["net"])
    _put(sums, "TaxTotalAmount", frozen["vat"], currencyID="EUR")
    _put(sums, "GrandTotalAmount", frozen["total"])
    _put(sums, "TotalPrepaidAmount", frozen["paid"])
    _put(sums, "DuePayableAmount", frozen["to_pay"])


def _category(rate: str) -> str:
    return "E" if rate == "exempt" else "S"


def _percentage(rate: str) -> str:
    return "0" if rate == "exempt" else rate
