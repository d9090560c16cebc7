"""Taking e-mail in."""

from __future__ import annotations

import imaplib
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from salter.ops.benchmarks.figures import Figure
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.walk_office import end, free_port

if TYPE_CHECKING:
    from uuid import UUID

MESSAGES = 200
WITH_PDF = 5  # every so many-th
PDF_BYTES = 100_000
USER, PASSWORD = "pisarnica", "tajna"
SECONDS = 20


@benchmark("intake-mail")
def intake_mail(bench: Bench) -> Iterable[Figure]:
    """Letters fetched by IMAP, kept, read and put on the shelf, beside fetching the same letters alone; one of five
    with a PDF of 100 kB. Rates are for one core: processor time of ours with the database, of the peer alone; that of
    the mail server (pymap) counts for neither."""
    viewer = bench.viewer
    from salter.registry.mail import imap, taking

    with _server(bench) as port:
        _deliver(port)
        account = _account(bench, port)
        login = imap.Login("127.0.0.1", port, "none", USER, PASSWORD)
        before = time.process_time()
        _fetch_alone(login)
        alone = time.process_time() - before
        before = time.process_time()
        with bench.measured() as spent:
            taken = taking.Run(viewer.organisation, account).go().taken
        ours = time.process_time() - before + spent.cpu_seconds
    assert taken == MESSAGES, taken
    more = {"messages": taken, "seconds": round(spent.seconds, 2), "cpu_ms_a_message": round(ours * 1000 / taken, 1)}
    rate, peer = taken * 60 / ours, taken * 60 / alone
    return [
        Figure("e-mail taken in", rate, "messages/min/core", "IMAP fetch alone", peer, others=spent.others, more=more)
    ]


@contextmanager
def _server(bench: Bench) -> Iterator[int]:
    """A real IMAP server in memory, on a free port."""
    program, port = Path(sys.executable).with_name("pymap"), free_port()
    command = [str(program), "--host", "127.0.0.1", "--port", str(port), "--no-service", "admin"]
    command += ["--no-service", "managesieve", "--no-tls", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
    with (bench.home / "pymap.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError):
                imaplib.IMAP4("127.0.0.1", port, timeout=2).logout()
                break
            time.sleep(0.1)
        yield port
    finally:
        end(process)


def _deliver(port: int) -> None:
    with imaplib.IMAP4("127.0.0.1", port) as client:  # says goodbye by itself
        client.login(USER, PASSWORD)
        for number in range(MESSAGES):
            client.append("INBOX", "", "", _letter(number))


def _letter(number: int) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "Мила Ведрић <mila@primer.rs>", f"Молба број {number}"
    letter["Message-ID"] = f"<{number}@primer.rs>"
    letter.set_content("Молим да ми се изда извод. " * 20)
    if number % WITH_PDF == 0:
        letter.add_attachment(_pdf(), maintype="application", subtype="pdf", filename="prilog.pdf")
    return letter.as_bytes()


def _pdf() -> bytes:
    """A page with a picture that does not compress."""
    import io

    import pikepdf

    with pikepdf.new() as pdf, io.BytesIO() as buffer:
        pdf.add_blank_page()
        pdf.pages[0].obj["/Noise"] = pikepdf.Stream(pdf, os.urandom(PDF_BYTES))
        pdf.save(buffer)
        return buffer.getvalue()


def _account(bench: Bench, port: int) -> UUID:
    from salter.organisations.sealed import seal
    from salter.organisations.tenancy import scope
    from salter.registry.models import MailAccount

    organisation = bench.viewer.organisation
    with scope(organisation.pk):
        row = MailAccount(organisation=organisation, name="Мера", host="127.0.0.1", port=port, security="none")
        row.username, row.secret = USER, seal(PASSWORD, str(row.pk))
        row.save(force_insert=True)
        return row.pk


def _fetch_alone(login: object) -> None:
    """The same client fetches and throws away."""
    from salter.registry.mail import imap

    assert isinstance(login, imap.Login)
    with imap.opened(login, "INBOX") as mailbox:
        for about in mailbox.about(list(mailbox.uids_after(0))):
            stream = mailbox.fetch(about.uid, size=about.size)
            assert stream
            with stream:
                while stream.read(1 << 16):
                    pass
