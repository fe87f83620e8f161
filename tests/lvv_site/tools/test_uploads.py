"""Uploads: what comes out shows the same and tells nothing more; what cannot be cleaned is refused in Dutch."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lvv_site.uploads import CleanUpload, Kind, check

MB = 1024 * 1024
EVERYTHING = (Kind.IMAGE, Kind.PDF, Kind.OFFICE)
SECRET = "Geheime-Maker"


def upload(content: bytes, name: str, kinds: tuple[Kind, ...] = EVERYTHING, size: int = 5 * MB) -> CleanUpload:
    return check(SimpleUploadedFile(name, content), kinds, size)


def refusal(content: bytes, name: str, **options: object) -> str:
    with pytest.raises(ValidationError) as caught:
        upload(content, name, **options)  # type: ignore[arg-type]
    return str(caught.value.messages[0])


def photo(format_: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = SECRET  # maker
    exif[0x0112] = 6  # turned
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 0.0), 3: "E", 4: (5.0, 7.0, 0.0)})
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    extra: dict[str, object] = {"comment": SECRET.encode()} if format_ == "JPEG" else {}
    if format_ == "PNG":
        extra["pnginfo"] = text = PngInfo()
        text.add_text("Author", SECRET)
    picture.save(out, format_, exif=exif, **extra)
    return out.getvalue()


def docx(**parts: str | bytes) -> bytes:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/word/document.xml" ContentType="x"/><Override PartName="/docProps/core.xml" ContentType="y"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{relations}/core" Target="docProps/core.xml"/></Relationships>',
        "word/document.xml": "<document>tekst &amp; meer</document>",
        "docProps/core.xml": f"<coreProperties><creator>{SECRET}</creator></coreProperties>",
        "word/media/image1.jpeg": photo(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (package | parts).items():
            archive.writestr(name, content)
    return out.getvalue()


def relation(type_: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="http://x/{type_}" Target="{target}" TargetMode="External"/></Relationships>'
    )


def pdf(prepare: Callable[[pikepdf.Pdf], None] = lambda _: None, **saving: object) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page()
    page.obj["/Contents"] = document.make_stream(b"BT (zichtbaar) Tj ET")
    document.docinfo["/Author"] = SECRET
    prepare(document)
    out = io.BytesIO()
    document.save(out, **saving)
    return out.getvalue()


@pytest.mark.parametrize(
    ("format_", "name"), [("JPEG", "a.jpg"), ("JPEG", "A.JPEG"), ("PNG", "a.png"), ("WEBP", "a.webp")]
)
def test_picture_loses_place_maker_and_comment_and_keeps_what_one_sees(format_: str, name: str) -> None:
    clean = upload(photo(format_), name)
    assert SECRET.encode() not in clean.content
    with Image.open(io.BytesIO(clean.content)) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.info.get("comment") is None
        assert picture.size == (40, 60)  # upright
        rgb = picture.convert("RGB")
        assert [max(range(3), key=lambda n: rgb.getpixel(at)[n]) for at in [(20, 5), (20, 55)]] == [2, 0]  # type: ignore[index]
    assert clean.kind is Kind.IMAGE


def test_heic_of_a_telephone_becomes_a_jpeg() -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "green").save(out, "HEIF")
    clean = upload(out.getvalue(), "IMG_0001.HEIC")
    assert (clean.name, clean.content_type, clean.content[:2]) == ("IMG_0001.jpg", "image/jpeg", b"\xff\xd8")


def test_transparency_stays() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(upload(out.getvalue(), "a.png").content)) as picture:
        assert picture.mode == "RGBA"


def test_decompression_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < MB
    assert refusal(out.getvalue(), "a.png") == "Deze afbeelding heeft te veel beeldpunten. Maak haar kleiner."


def test_large_picture_is_made_smaller() -> None:
    with Image.open(io.BytesIO(upload(photo(size=(6000, 300)), "a.jpg").content)) as picture:
        assert max(picture.size) == 4000


def test_broken_picture_is_refused() -> None:
    assert refusal(photo()[:300], "a.jpg") == "Deze afbeelding is beschadigd."


def test_office_file_loses_its_properties_and_keeps_its_text() -> None:
    clean = upload(docx(), "Verslag van Jan.docx")
    with zipfile.ZipFile(io.BytesIO(clean.content)) as package:
        assert package.testzip() is None
        parts = {name: package.read(name) for name in package.namelist()}
    assert parts["word/document.xml"] == b"<document>tekst &amp; meer</document>"
    assert not [name for name in parts if name.startswith("docProps")]
    everything = b"".join(parts.values())
    assert SECRET.encode() not in everything
    assert b"docProps" not in everything
    assert clean.name == "Verslag_van_Jan.docx"


def test_workbook_still_opens() -> None:
    workbook = openpyxl.Workbook()
    workbook.properties.creator = SECRET
    workbook.active.append(["naam", 12.5])  # type: ignore[union-attr]
    out = io.BytesIO()
    workbook.save(out)
    clean = upload(out.getvalue(), "lijst.xlsx")
    again = openpyxl.load_workbook(io.BytesIO(clean.content))
    assert [cell.value for cell in again.worksheets[0][1]] == ["naam", 12.5]
    assert SECRET.encode() not in clean.content
    assert again.properties.creator != SECRET


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/vbaProject.bin", b"x"),
        ("word/embeddings/oleObject1.bin", b"x"),
        ("word/activeX/activeX1.xml", b"<x/>"),
        ("word/embeddings/Map1.xlsm", b"x"),
        ("word/media/image2.svg", b"<svg/>"),
        (
            "[Content_Types].xml",
            b'<Types xmlns="t"><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
        ),
    ],
)
def test_macros_and_embedded_programs_are_refused(name: str, content: bytes) -> None:
    assert "macro's" in refusal(docx(**{name: content}), "a.docx")


@pytest.mark.parametrize(
    ("type_", "target"),
    [
        ("attachedTemplate", "https://elders.example/t.dotm"),
        ("image", "https://elders.example/i.png"),
        ("hyperlink", "file://x/y"),
    ],
)
def test_calls_to_elsewhere_are_refused(type_: str, target: str) -> None:
    hostile = docx(**{"word/_rels/document.xml.rels": relation(type_, target)})
    assert "andere plek" in refusal(hostile, "a.docx")


@pytest.mark.parametrize("target", ["https://lvv.example/?a=1&amp;b=2", "mailto:a@b.example", "bijlage.html"])
def test_links_may_stay(target: str) -> None:
    clean = upload(docx(**{"word/_rels/document.xml.rels": relation("hyperlink", target)}), "a.docx")
    with zipfile.ZipFile(io.BytesIO(clean.content)) as package:
        assert target.encode() in package.read("word/_rels/document.xml.rels")


def test_document_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(name, b"<x/>")
        archive.writestr("word/big.xml", b" " * (301 * MB))
    assert len(out.getvalue()) < MB
    assert refusal(out.getvalue(), "a.docx") == "Dit document is uitgepakt te groot."


def test_entities_in_a_document_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert "beschadigd" in refusal(docx(**{"word/document.xml": bomb}), "a.docx")


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd"])
def test_parts_that_climb_out_are_refused(name: str) -> None:
    assert "beschadigd" in refusal(docx(**{name: b"x"}), "a.docx")


def add_everything_bad(document: pikepdf.Pdf) -> None:
    from pikepdf import Array, Dictionary, Name

    script = Dictionary(Type=Name.Action, S=Name.JavaScript, JS="app.alert('SCRIPT')")
    page = document.pages[0].obj
    document.Root["/OpenAction"] = script
    document.Root["/AA"] = Dictionary(WC=script)
    document.attachments["verborgen.exe"] = b"MZ-BIJLAGE"
    document.Root["/Names"]["/JavaScript"] = Dictionary(Names=Array(["x", document.make_indirect(script)]))
    document.Root["/AcroForm"] = Dictionary(Fields=Array([]), XFA=document.make_stream(b"<xfa>SCRIPT</xfa>"))
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    launch = Dictionary(S=Name.Launch, F="LAUNCH.exe")
    chained = Dictionary(S=Name.URI, URI="https://ok.example", Next=launch)
    good = Dictionary(Type=Name.Action, S=Name.URI, URI="https://lvv.example")
    page["/Annots"] = Array(
        [
            document.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 1, 1], A=document.make_indirect(launch))
            ),
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 1, 1], A=chained),
            Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 1, 1], Contents="BIJLAGE"),
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 1, 1], A=good),
        ]
    )
    picture = document.make_stream(photo())
    picture["/Subtype"], picture["/Filter"] = Name.Image, Name.DCTDecode
    picture["/Metadata"] = document.make_stream(SECRET.encode())
    page["/Resources"] = Dictionary(XObject=Dictionary(Im0=picture))


def everything_in(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        out = io.BytesIO()
        document.save(
            out,
            qdf=True,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    return out.getvalue()


def test_pdf_loses_scripts_attachments_and_metadata_and_keeps_its_page() -> None:
    before = everything_in(pdf(add_everything_bad))
    clean = upload(pdf(add_everything_bad), "bewijs.pdf")
    after = everything_in(clean.content)
    traces = [SECRET.encode(), b"SCRIPT", b"LAUNCH", b"BIJLAGE", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"/XFA"]
    assert [trace for trace in traces if trace not in before] == []  # the test can see them
    assert [trace for trace in traces if trace in after] == []
    assert b"zichtbaar" in after
    assert b"https://lvv.example" in after
    with pikepdf.open(io.BytesIO(clean.content)) as document:
        (picture,) = pikepdf.Page(document.pages[0]).get_images().values()
        assert Image.open(io.BytesIO(picture.read_raw_bytes())).size == (60, 40)


def test_earlier_version_inside_a_pdf_is_gone() -> None:
    original = pdf()
    appended = original + b"\n% " + SECRET.encode() + b" left behind\n"
    assert SECRET.encode() not in everything_in(upload(appended, "a.pdf").content)


def test_pdf_with_a_password_is_refused_and_one_without_printing_is_not() -> None:
    encryption = pikepdf.Encryption(user="geheim", owner="geheim")
    assert "wachtwoord" in refusal(pdf(encryption=encryption), "a.pdf")
    clean = upload(pdf(encryption=pikepdf.Encryption(user="", owner="geheim")), "a.pdf")
    with pikepdf.open(io.BytesIO(clean.content)) as document:
        assert not document.is_encrypted


@pytest.mark.parametrize("content", [b"%PDF-1.7\nniets", b"%PDF-1.7\n" + b"[" * 100_000])
def test_broken_pdf_is_refused(content: bytes) -> None:
    assert refusal(content, "a.pdf") == "Deze PDF is beschadigd. Sla hem opnieuw op als PDF."


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.svg"),
        (b"<!doctype html><script>alert(1)</script>", "a.html"),
        (b"<!doctype html><script>alert(1)</script>", "a.jpg"),
        (b"MZ\x90\x00" + b"\0" * 300, "a.pdf"),
        (b"PK\x03\x04rest", "a.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "oud.doc"),
        (b"GIF89a" + b"\0" * 30, "a.gif"),
        (b"gewone tekst", "a.txt"),
    ],
)
def test_other_kinds_are_refused(content: bytes, name: str) -> None:
    assert refusal(content, name).startswith("Dit soort bestand nemen we niet aan. Kies een foto of afbeelding")


def test_only_what_is_asked_for_is_taken() -> None:
    assert refusal(pdf(), "a.pdf", kinds=(Kind.IMAGE,)) == (
        "Dit soort bestand nemen we niet aan. Kies een foto of afbeelding (JPG, PNG, WebP of HEIC)."
    )


@pytest.mark.parametrize("name", ["bewijs.docx", "bewijs", "bewijs.pdf.exe", "", "bewijs.jpg"])
def test_name_must_agree_with_content(name: str) -> None:
    file = io.BytesIO(pdf())
    file.name = name
    with pytest.raises(ValidationError, match="De naam van het bestand past niet bij de inhoud"):
        check(file, EVERYTHING, MB)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Temp\\map\\ver slag.PDF", "ver_slag.pdf"),
        ("fac\u202egnp.exe\r\nX: y.pdf", "facgnp.exeX_y.pdf"),
        ("....pdf", "bestand.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_name_becomes_safe(name: str, safe: str) -> None:
    file = io.BytesIO(pdf())
    file.name = name
    assert check(file, EVERYTHING, MB).name == safe


def test_size_and_emptiness_are_told() -> None:
    assert refusal(b"", "a.pdf") == "Het bestand is leeg."
    assert refusal(b"x" * 2000, "a.pdf", size=1000) == "Het bestand is te groot. Het mag hoogstens 1000 bytes zijn."
    assert (
        refusal(b"x" * (3 * MB), "a.pdf", size=int(2.5 * MB))
        == "Het bestand is te groot. Het mag hoogstens 2,5 MB zijn."
    )


def test_clean_upload_is_a_file_for_a_model_field() -> None:
    clean = upload(photo(), "foto.jpg")
    assert (clean.file.name, clean.file.size) == ("foto.jpg", len(clean.content))
