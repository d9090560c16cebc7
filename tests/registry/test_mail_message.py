"""Messages taken apart: what people and programs really send, and what nobody should."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salter.registry.mail.imap import quoted
from salter.registry.mail.message import Letter, read

PLAIN = b"From: Mila <mila@primer.rs>\r\nTo: pisarnica@vedrovo.rs\r\nSubject: Molba\r\n\r\nTekst.\r\n"


def letter(*lines: str | bytes) -> Letter:
    """A message of these lines."""
    return read(io.BytesIO(b"\r\n".join(line.encode() if isinstance(line, str) else line for line in lines)))


def built(**headers: str) -> EmailMessage:
    """A well-formed message."""
    message = EmailMessage()
    for name, value in {"From": "Мила Ведрић <mila@primer.rs>", "Subject": "Молба", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content("Молим за извод.")
    return message


def test_a_plain_letter() -> None:
    found = read(io.BytesIO(PLAIN))
    assert (found.subject, found.sender_name, found.sender_address, found.text) == (
        "Molba",
        "Mila",
        "mila@primer.rs",
        "Tekst.",
    )
    assert (found.automatic, found.damaged, found.may_answer) == ("", False, True)


def test_cyrillic_subject_sender_and_file_names() -> None:
    message = built()
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="извод из матичне.pdf")
    found = read(io.BytesIO(message.as_bytes()))
    assert (found.subject, found.sender_name) == ("Молба", "Мила Ведрић")
    assert [(part.name, part.media_type) for part in found.parts] == [("извод из матичне.pdf", "application/pdf")]


@pytest.mark.parametrize("name", ["=?utf-8?B?0LjQt9Cy0L7QtC5wZGY=?=", "utf-8''%D0%B8%D0%B7%D0%B2%D0%BE%D0%B4.pdf"])
def test_file_names_as_old_and_new_programs_write_them(name: str) -> None:
    field = f"filename*={name}" if "''" in name else f'filename="{name}"'
    found = letter(
        "From: a@b.rs",
        "Content-Type: multipart/mixed; boundary=X",
        "",
        "--X",
        "",
        "tekst",
        "--X",
        "Content-Type: application/pdf",
        f"Content-Disposition: attachment; {field}",
        "",
        "%PDF",
        "--X--",
        "",
    )
    assert [part.name for part in found.parts] == ["извод.pdf"]


def test_no_subject_no_sender_nothing() -> None:
    found = letter("To: pisarnica@vedrovo.rs", "", "Tekst.")
    assert (found.subject, found.sender_address, found.text) == ("", "", "Tekst.")
    assert read(io.BytesIO(b"")).text == ""


def test_the_words_of_a_page_without_its_scripts() -> None:
    html = (
        "<html><head><style>p{}</style></head><body><p>Поштовани,</p><script>x()</script><p>молим&nbsp;вас</p></body>"
    )
    found = letter("From: a@b.rs", "Content-Type: text/html; charset=utf-8", "", html)
    assert found.text.split() == ["Поштовани,", "молим", "вас"]


def test_two_forms_of_one_text_are_one_text_and_no_attachment() -> None:
    message = built()
    message.add_alternative("<p>Молим за <b>извод</b>.</p>", subtype="html")
    message.add_attachment("x,y\n", subtype="csv", filename="spisak.csv")
    found = read(io.BytesIO(message.as_bytes()))
    assert found.text == "Молим за извод."
    assert [part.name for part in found.parts] == ["spisak.csv"]


def test_a_photograph_of_a_telephone_is_kept_and_a_logo_is_not() -> None:
    message = built()
    message.add_alternative("<img src=cid:logo>", subtype="html")
    html = message.get_payload()[1]  # type: ignore[index]
    html.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")  # type: ignore[union-attr]
    message.add_attachment(
        b"\xff\xd8\xff", maintype="image", subtype="jpeg", disposition="inline", filename="slika.jpg"
    )
    assert [part.name for part in read(io.BytesIO(message.as_bytes())).parts] == ["slika.jpg"]


def test_a_forwarded_message_stays_whole() -> None:
    inner, outer = built(Subject="Унутра"), built()
    outer.add_attachment(inner)
    [part] = read(io.BytesIO(outer.as_bytes())).parts
    assert part.media_type == "message/rfc822"
    assert read(io.BytesIO(part.data)).subject == "Унутра"


@pytest.mark.parametrize(
    ("lines", "defect"),
    [
        (["Content-Type: multipart/mixed; boundary=X", "", "nothing of the kind"], "StartBoundaryNotFoundDefect"),
        (["Content-Type: multipart/mixed; boundary=X", "", "--X", "", "a"], "CloseBoundaryNotFoundDefect"),
        (["Content-Type: multipart/mixed", "", "a"], "NoBoundaryInMultipartDefect"),
    ],
)
def test_broken_mime_says_that_something_may_be_missing(lines: list[str], defect: str) -> None:
    found = letter("From: a@b.rs", *lines)
    assert defect in found.defects
    assert found.damaged


def test_text_in_the_wrong_or_no_charset_is_still_read() -> None:
    head = ["From: a@b.rs", "Content-Transfer-Encoding: 8bit"]
    assert letter(*head, "Content-Type: text/plain; charset=utf-8", "", "Ниш, Чачак".encode("cp1251")).text
    assert letter(*head, "Content-Type: text/plain; charset=x-nema", "", "Šabac").text == "Šabac"
    assert letter(*head, "Content-Type: text/plain; charset=windows-1250", "", "Šabac".encode("cp1250")).text == "Šabac"


@pytest.mark.parametrize(
    ("headers", "automatic", "may_answer"),
    [
        ({}, "", True),
        ({"Auto_Submitted": "no"}, "", True),
        ({"Auto_Submitted": "auto-replied (vacation)"}, "reply", False),
        ({"X_Autoreply": "yes"}, "reply", False),
        ({"Auto_Submitted": "auto-generated"}, "generated", False),
        ({"List_Id": "<vesti.primer.rs>"}, "list", False),
        ({"Precedence": "bulk"}, "list", False),
        ({"Precedence": "junk"}, "", False),
        ({"From": "MAILER-DAEMON@primer.rs"}, "bounce", False),
        ({"From": "no-reply@primer.rs"}, "", False),
        ({"From": "spisak-request@primer.rs"}, "", False),
        ({"Return_Path": "<>"}, "", False),
        ({"X_Auto_Response_Suppress": "All"}, "", False),
        ({"Subject": "Automatski odgovor: odsutan"}, "", True),  # words are no proof
    ],
)
def test_programs_are_known_by_what_they_say_of_themselves(
    headers: dict[str, str], automatic: str, may_answer: bool
) -> None:
    found = read(io.BytesIO(built(**headers).as_bytes()))
    assert (found.automatic, found.may_answer) == (automatic, may_answer)


def test_a_report_of_a_mail_server_is_a_bounce() -> None:
    found = letter(
        "From: Mail <postmaster@primer.rs>",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=X",
        "",
        "--X",
        "",
        "Poruka nije isporucena.",
        "--X--",
    )
    assert found.automatic == "bounce"


def test_encrypted_messages_are_known() -> None:
    pgp = letter(
        "From: a@b.rs", 'Content-Type: multipart/encrypted; boundary=X; protocol="application/pgp"', "", "--X--"
    )
    smime = letter("From: a@b.rs", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "", "MIIB")
    signed = letter("From: a@b.rs", "Content-Type: application/pkcs7-mime; smime-type=signed-data", "", "MIIB")
    assert (pgp.locked, smime.locked, signed.locked) == (True, True, False)


@pytest.mark.parametrize(
    "header",
    [
        "From: =?x?q?=",
        'From: "a@b.rs',
        "From: <<<>>>",
        "From: a@[",
        "Subject: =?utf-8?B?////?= =?",
        "Subject: \udc80\udcff",
        "Content-Type: ;;;=",
        "Content-Type: text/plain; charset*=''%%",
        "Content-Disposition: attachment; filename*0*=x'y'%zz",
        "Message-ID: <<a@b>@c>",
        "Date: never",
        "Content-Transfer-Encoding: uuencode",
    ],
)
def test_hostile_headers_stop_nothing(header: str) -> None:
    data = header.encode("utf-8", "surrogateescape") + b"\r\nTo: a@b.rs\r\n\r\nbegin 666 x\r\ntekst\r\n"
    found = read(io.BytesIO(data))
    found.subject.encode("utf-8")
    found.sender_name.encode("utf-8")


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["mixed", "report", "signed", "related", "alternative"]))
def test_nothing_that_comes_raises(data: bytes, kind: str) -> None:
    head = f"From: a@b.rs\r\nContent-Type: multipart/{kind}; boundary=X\r\n\r\n--X\r\n".encode()
    read(io.BytesIO(head + data))
    read(io.BytesIO(data))


@pytest.mark.parametrize(
    ("name", "wire"),
    [("INBOX", '"INBOX"'), ('a"b', '"a\\"b"'), ("R&D", '"R&-D"'), ("台北", '"&U,BTFw-"'), ("Обрађено", None)],
)
def test_names_of_folders_on_the_wire(name: str, wire: str | None) -> None:
    assert quoted(name).isascii()
    assert wire is None or quoted(name) == wire
