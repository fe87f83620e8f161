"""The invoice as a PDF that is kept for years and that programs read: tagged (PDF/UA-1), archival (PDF/A-3a), with its XML.

Typst attaches the XML. The words in the metadata by which programs know it (Factur-X) are added afterwards; the library
`factur-x` would embed too, but drops the mark of PDF/UA.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pikepdf
from lxml import etree

from lvv_site import pdf

STANDARDS: Final[Sequence[pdf.Standard]] = ("ua-1", "a-3a")
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# Says which properties the invoice has (PDF/A wants them declared) and what they are; from the Factur-X specification.
MARKS: Final = """
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
  <fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
  <fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
 </rdf:Description>
</rdf:RDF>"""
SCHEMA: Final = """
<rdf:li xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:parseType="Resource"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
 <pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
 <pdfaSchema:prefix>fx</pdfaSchema:prefix>
 <pdfaSchema:property><rdf:Seq>%s</rdf:Seq></pdfaSchema:property>
</rdf:li>"""
PROPERTY: Final = """<rdf:li rdf:parseType="Resource"><pdfaProperty:name>%s</pdfaProperty:name>
 <pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>
 <pdfaProperty:description>%s</pdfaProperty:description></rdf:li>"""
PROPERTIES: Final = ("DocumentFileName", "DocumentType", "Version", "ConformanceLevel")
EXTENSION: Final = "{http://www.aiim.org/pdfa/ns/extension/}schemas"


def render(content: Mapping[str, Any]) -> bytes:
    """Return the PDF of what stands on an invoice or credit note, `xml` included. pdf.PdfError when it does not compile."""
    return _marked(pdf.render("invoice", content, STANDARDS))


def _marked(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        packet = etree.fromstring(document.Root.Metadata.read_bytes(), _parser())
        described = next(packet.iter(f"{{{RDF}}}RDF"))
        described.extend(list(etree.fromstring(MARKS, _parser())))
        _declare(described)
        document.Root.Metadata.write(etree.tostring(packet))
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


def _declare(described: Any) -> None:
    """Add our schema to those that the metadata declare, or be the first."""
    ours = etree.fromstring(SCHEMA % "".join(PROPERTY % (name, name) for name in PROPERTIES), _parser())
    if (known := next(described.iter(EXTENSION), None)) is None:
        description = etree.SubElement(described, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})
        known = etree.SubElement(description, EXTENSION)
        etree.SubElement(known, f"{{{RDF}}}Bag")
    known[0].append(ours)


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True)
