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
OF_BATCH = finding("sheet-pages", _("cut from a batch: page %(numbers)s"))
SPLIT = finding("sheet-split", _("split by cover sheets: %(papers)s"), "done")
NOT_READ_SHEET = reason(
    "sheet-not-read",
    _("The code of the cover sheet on page %(page)s of the batch cannot be read."),
    _("Open the batch, see which case the sheet names, and register the paper there or as a new one."),
)
NOT_OUR_SHEET = reason(
    "sheet-not-ours",
    _("Page %(page)s of the batch has the code of a cover sheet, but this installation did not print it."),
    _("Look at the paper and register it; that page was left in it. If it was a sheet of ours, print it anew."),
)
FOREIGN_SHEET = reason(
    "sheet-foreign",
    _("The cover sheet on page %(page)s of the batch is that of another office."),
    _("Give the paper to that office and set it aside here, or register it if only the sheet was wrong."),
)
UNKNOWN_CASE = reason(
    "sheet-unknown-case",
    _("The cover sheet on page %(page)s of the batch is that of a case that is not here."),
    _("Open the batch, look for the case by the number on the sheet, or register the paper as a new one."),
)
OVER_CASE = reason(
    "sheet-case-over",
    _("The case %(number)s of the cover sheet is archived or cancelled."),
    _("Register the paper as a new case."),
)
NO_SHEET = reason(
    "sheet-none",
    _("These pages lay before the first cover sheet of the batch."),
    _("Look whose they are, and register them as a new case or as a supplement."),
)
SHEET_ALONE = reason(
    "sheet-alone",
    _("Behind the cover sheet on page %(numbers)s there is no page."),
    _("Look whether a paper stayed in the scanner and scan it with its sheet. Then set this batch aside."),
)
NOT_CUT = reason(
    "sheet-not-cut",
    _("The batch has cover sheets, but cannot be cut into its papers: the file is damaged."),
    _("Scan the papers again and set this batch aside."),
)
_BY_REFUSAL = {"empty": EMPTY, "encrypted_pdf": LOCKED, "unreadable_pdf": NOT_OPENED, "disguised": NOT_OPENED}


def reason_of(refusal: str) -> str:
    """The reason that stands for a refusal of the documents room."""
    return _BY_REFUSAL.get(refusal, NO_SCAN)
