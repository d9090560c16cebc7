"""A request whose body breaks off is not taken for a whole one."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from lxml import html

from salter.ops.whole_body import CutOff, WholeBody, whole_bodies
from salter.organisations.models import Role
from salter.registry.models import Case
from tests.support.office import Office

FORM = {"matter": "P036", "subject": "Захтев", "party-0-name": "Мила"}


def test_what_was_announced_must_come() -> None:
    assert WholeBody(BytesIO(b"abcdef"), 3).read() == b"abc"
    assert WholeBody(BytesIO(b"ab\ncd"), 5).readline() == b"ab\n"
    whole = WholeBody(BytesIO(b"abc"), 3)
    assert (whole.read(2), whole.read(9), whole.read(1)) == (b"ab", b"c", b"")
    for read in (WholeBody.read, WholeBody.readline):
        cut = WholeBody(BytesIO(b"abc"), 4)
        assert read(cut) == b"abc"
        with pytest.raises(CutOff, match="1 bytes before its end"):
            read(cut)


@pytest.mark.parametrize("kept", [1.0, 0.9])
def test_half_an_upload_registers_nothing(office: Office, client_as: Any, kept: float) -> None:
    """By the intake form, as the server hands it on when the connection breaks in the middle of the file."""
    client = client_as(Role.REGISTRY_CLERK)
    page: html.HtmlElement = html.document_fromstring(client.get("/cases/new/form/").content.decode())
    [form] = [form for form in page.forms if "subject" in form.fields]
    shown = {str(name): str(value) for name, value in form.form_values()}
    body, kind = multipart(shown | FORM)
    client.raise_request_exception = False
    answer = client.request(
        REQUEST_METHOD="POST",
        PATH_INFO="/cases/new/form/",
        CONTENT_TYPE=kind,
        CONTENT_LENGTH=str(len(body)),
        **{"wsgi.input": WholeBody(BytesIO(body[: int(len(body) * kept)]), len(body))},
    )
    assert Case.objects.count() == (1 if kept == 1 else 0)
    assert (answer.status_code == 302) == (kept == 1)


def test_every_request_is_looked_at_so() -> None:
    seen: list[Any] = []
    environment = {"CONTENT_LENGTH": "4", "wsgi.input": BytesIO(b"abc")}
    whole_bodies(lambda given, start: seen.append(given["wsgi.input"].read(3)) or [])(environment, None)  # type: ignore[func-returns-value]
    assert seen == [b"abc"]
    with pytest.raises(CutOff):
        environment["wsgi.input"].read()  # type: ignore[attr-defined]


def multipart(fields: dict[str, str]) -> tuple[bytes, str]:
    """A form with a paper, the paper last."""
    part = '--cut\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    text = "".join(part % (name, "", value) for name, value in fields.items())
    text += part % ("documents", '; filename="a.txt"', "Молим да се одобри.\n" * 500)
    return f"{text}--cut--\r\n".encode(), "multipart/form-data; boundary=cut"
