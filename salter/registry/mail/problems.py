"""What can be wrong with a mailbox: codes in rows, words here, each with what to do."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from salter.journal.faults import Passing

PROBLEMS = {
    "unreachable": _("The mail server does not answer. Check its name and port, and whether it runs."),
    "tls": _("The mail server's certificate does not hold, or it speaks no TLS. Check the name and the protection."),
    "login": _("The mail server refuses the user name or the password. Enter them again."),
    "secret": _("The password cannot be read any more, because the secret key has changed. Enter it again."),
    "token": _("The sign-in service gives no access. Check its address, the client, its secret and the scope."),
    "token-away": _("The sign-in service of the mail server does not answer. It is asked again in a minute."),
    "folder": _("The mailbox has no such folder, or it may not be opened. Check the names of the folders."),
    "dropped": _("The mail server dropped the connection. Nothing is lost; it goes on where it stopped."),
    "refused": _("The mail server refused a command. Nothing is lost; what it said stands beside."),
    "unforeseen": _(
        "Something went wrong here that nobody had foreseen; what it was stands beside. It is tried again every minute."
    ),
    "store": _("What came could not be kept: the store or the database does not answer. It stays at its source."),
}


class MailProblem(Passing):
    """Something at the mail server; nothing is lost, and it is tried again. `detail` is what the server said."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


def said(code: str) -> str:
    """What is wrong and what to do, in the reader's language."""
    return gettext(PROBLEMS.get(code, PROBLEMS["refused"]))
