"""What a validation may say: stable codes, the outcome each leads to, and a sentence for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Outcome(StrEnum):
    """The three outcomes (ETSI EN 319 102-1, 5.1.3): total-passed, total-failed, indeterminate."""

    VALID = "valid"
    INDETERMINATE = "indeterminate"
    INVALID = "invalid"


V, N, X = Outcome.VALID, Outcome.INDETERMINATE, Outcome.INVALID

REASONS: dict[str, tuple[Outcome, Promise]] = {
    # the file
    "unreadable": (N, _("The file cannot be read as what it claims to be.")),
    "not_signed": (N, _("The file carries no signature.")),
    "unknown_kind": (N, _("A signature is of a kind that is not known here.")),
    # the bytes
    "changed": (X, _("The signed content was changed.")),
    "broken": (X, _("The signature itself does not hold.")),
    "container": (X, _("The place of the signature in the file is not the one it claims.")),
    "uncovered": (N, _("Bytes that no signature covers follow the end of the document.")),
    "changed_after_signing": (X, _("Something was added after signing that changes the document.")),
    "form_changed": (N, _("Form fields may have been filled in after signing.")),
    "malformed": (N, _("The signature cannot be read.")),
    # the people
    "untrusted": (N, _("The certificate does not lead to a trusted authority.")),
    "unsuitable": (N, _("The certificate is not meant for this use.")),
    "revoked": (X, _("The certificate had been revoked before the signature was made.")),
    "revoked_unproven": (N, _("The certificate is revoked, and no time-stamp proves that the signature is older.")),
    "out_of_validity": (N, _("The certificate was not valid at the proven time.")),
    "no_revocation_data": (N, _("It cannot be proved that the certificate was not revoked.")),
    "weak": (N, _("The signature uses an algorithm that is no longer safe.")),
    "not_proved": (N, _("The chain of certificates cannot be proved; revocation data may be missing.")),
    # the time
    "no_time": (N, _("Nothing proves when the signature was made.")),
    "no_timestamp": (V, _("The time of signing is only claimed by the signer.")),
    "timestamp_changed": (X, _("The time-stamp does not belong to this signature.")),
    "timestamp_unproven": (N, _("The time-stamp cannot be proved.")),
    "time_order": (N, _("The times contradict each other.")),
    # containers
    "not_a_container": (X, _("The file is not an ASiC-E container.")),
    "file_changed": (X, _("A file in the container differs from what was sealed.")),
    "file_missing": (X, _("A file that was sealed is missing from the container.")),
    "file_unlisted": (X, _("The container holds a file that was not sealed.")),
    "manifest": (X, _("The manifest of the container cannot be used.")),
    # the log
    "head_malformed": (X, _("The head of the log is incomplete, or not written as Šalter writes it.")),
    "head_changed": (X, _("The head of the log was changed: its signature does not hold.")),
    "head_unstamped": (N, _("The head of the log has no time-stamp yet.")),
    "consistency_broken": (X, _("The log does not begin with what it held before: its history was rewritten.")),
    # a receipt
    "receipt_malformed": (X, _("The receipt is incomplete, or something was added to it.")),
    "entry_differs": (X, _("What the receipt shows is not what its entry in the log says.")),
    "proof": (X, _("The proof does not lead to the head of the log.")),
    # a decision (profile)
    "not_a_decision": (X, _("The file is not a signed decision.")),
    "empty_field": (X, _("A signature that was foreseen is missing.")),
    "other_fields": (X, _("The document has fields other than signatures.")),
    "no_official": (X, _("The signature of the official is missing.")),
    "no_seal": (X, _("The seal of the body is missing.")),
    "newest_not_timestamp": (X, _("The newest revision is not a time-stamp over the whole file.")),
    "not_long_term": (X, _("A signature lacks its time-stamp or the data for long-term validation.")),
}


@dataclass(frozen=True)
class Reason:
    """One finding: a stable `code`, the `outcome` it leads to at best, a translated `sentence`, technical `detail`."""

    code: str
    detail: str = ""

    @property
    def outcome(self) -> Outcome:
        """What this finding alone allows."""
        return REASONS[self.code][0]

    @property
    def sentence(self) -> Promise:
        """The finding in the reader's language."""
        return REASONS[self.code][1]


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome of a whole: invalid beats indeterminate beats valid; nothing at all is valid."""
    order = [Outcome.VALID, Outcome.INDETERMINATE, Outcome.INVALID]
    return max(outcomes, key=order.index, default=Outcome.VALID)
