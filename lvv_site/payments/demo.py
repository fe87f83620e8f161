"""What the demonstration needs to make invoices: the association as a seller, with an account that no bank has."""

from lvv_site.operations.demo import DemoPlan

from .models import InvoiceSettings

AFTER: tuple[str, ...] = ()
# Passes the check on an IBAN; no bank has the code DEMO.
IBAN = "NL79DEMO0000000000"
# Passes the check on a VAT id; the tax office uses it in its own examples.
VAT_ID = "NL000099998B57"


def load(_plan: DemoPlan) -> None:
    """Fill in who sells."""
    found = InvoiceSettings.load()
    found.name = "Landelijke Vereniging van Vertrouwenspersonen"
    found.street, found.postcode, found.city = "Demostraat 1", "1234 AB", "Voorbeeldstad"
    found.registration_number, found.iban, found.email = "00000000", IBAN, "penningmeester@lvv.example"
    found.vat_id = VAT_ID
    found.save()
