"""What is found about scans, and why a person must look at one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from salter.registry.incoming.reasons import finding, reason

TO_READ = finding("scan-to-read", _("text is being recognised"), "waiting")
NOT_READ = finding("scan-not-read", _("text not recognised"), "waiting")
NO_PROGRAM = finding("scan-no-program", _("text not recognised: the program for it is not installed"), "waiting")
READ = finding("scan-read", _("searchable copy beside it, %(pages)s pages"), "done")
TURNED = finding("scan-turned", _("turned upright in the copy: page %(numbers)s"), "neutral")
UNREADABLE_PAGES = finding("scan-unreadable-pages", _("cannot be read: page %(numbers)s"), "action")

PAGES = reason(
    "scan-pages",
    _("Of %(pages)s pages these could not be read: %(numbers)s. All others were."),
    _("Compare them with the paper; scan them again if needed. The paper can be registered as it is."),
)
NOT_OPENED = reason(
    "scan-not-opened",
    _("The scan cannot be opened: the file is damaged, or it was cut off on its way."),
    _("Scan the paper again and set this one aside."),
)
LOCKED = reason(
    "scan-locked",
    _("The scan is locked with a password."),
    _("Switch the password off at the scanner, scan the paper again and set this one aside."),
)
NO_SCAN = reason(
    "scan-other-kind",
    _("The file is no PDF, TIFF, JPEG or PNG."),
    _("Open it and register it by hand, or set it aside."),
)
EMPTY = reason("scan-empty", _("The file is empty."), _("Scan the paper again and set this one aside."))
_BY_REFUSAL = {"empty": EMPTY, "encrypted_pdf": LOCKED, "unreadable_pdf": NOT_OPENED, "disguised": NOT_OPENED}


def reason_of(refusal: str) -> str:
    """The reason that stands for a refusal of the documents room."""
    return _BY_REFUSAL.get(refusal, NO_SCAN)
