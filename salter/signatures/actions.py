"""Signing, sealing and time-stamping what this office makes (PAdES B-LTA, ETSI EN 319 142)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Role, Staff
from salter.signatures.common import DECISION_FIELDS, OFFICIAL, SEAL, TIMESTAMP
from salter.signatures.models import Credential, CredentialKind, SignedDocument

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

    from salter.signatures import keys
    from salter.signatures.trust import DemoTrust

RENEWAL = timedelta(days=10 * 365)


class NoCredential(ValidationError):
    """The person or the body has no valid certificate."""


@cache
def trust() -> DemoTrust:
    """The demo trust service of this installation, made at first start; every name in it says TEST.

    Raises RuntimeError in production, which has no use for demo keys.
    """
    if settings.SALTER_MODE == "production":
        raise RuntimeError("production refuses demo keys")
    from salter.signatures.trust import DemoTrust

    return DemoTrust.create(settings.SALTER_HOME / "trust", clock.real_now())


@cache
def _key(serial: int) -> keys.Credential:
    return trust().credential(serial)


def timestamper(at: datetime) -> TimeStamper:
    """The time-stamp authority: SALTER_TSA_URL, else the TEST authority, which stamps the office's own time."""
    from salter.signatures import timestamps

    test_key = None if settings.SALTER_TSA_URL else trust().tsa
    return timestamps.authority(settings.SALTER_TSA_URL, test_key, lambda: at)


def uses_test_keys() -> bool:
    """Whether the keys of this installation are TEST keys."""
    return bool(settings.SALTER_MODE != "production")


@transaction.atomic
def issue_missing(viewer: Viewer, *, who: str) -> Credential:
    """Issue a TEST certificate to the signatory with that id, or (empty) to the body.

    Raises NotAllowed, ValidationError for who is no signatory, and in production, which has no use for TEST keys.
    """
    require(viewer, Role.ADMINISTRATOR)
    if not uses_test_keys():
        raise ValidationError(_("Production uses no TEST keys."), code="production")
    signatories = Staff.objects.filter(organisation=viewer.organisation, active=True, roles__role=Role.SIGNATORY)
    staff = next((row for row in signatories.select_related("unit") if str(row.pk) == who), None)
    if who and staff is None:
        raise ValidationError(_("Only a signatory gets a certificate. Give the role first."), code="role")
    return issue_test_credentials(viewer, staff=staff)


@transaction.atomic
def issue_test_credentials(viewer: Viewer, *, staff: Staff | None) -> Credential:
    """Issue a TEST certificate to an official, or (without `staff`) the body's TEST seal, unless there is one."""
    known = Credential.objects.filter(organisation=viewer.organisation, staff=staff).first()
    if known:
        return known
    body = viewer.organisation.body_cyr
    issued = trust().issue_signatory(staff.name, body, staff.unit.name) if staff else trust().issue_seal(body)
    certificate = issued.certificate
    row = Credential.objects.create(
        organisation=viewer.organisation,
        kind=CredentialKind.SIGNATURE if staff else CredentialKind.SEAL,
        staff=staff,
        subject=certificate.subject.rfc4514_string()[:300],
        certificate=certificate.public_bytes(Encoding.PEM).decode(),
        key_reference=f"{issued.serial:x}",
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )
    record(viewer, "credential.issued", subject=("credential", row.pk), body={"subject": row.subject})
    return row


def key_of(organisation: Organisation, staff: Staff | None) -> keys.Credential:
    """The key of an official, or of the body's seal.

    Raises NoCredential, which says who has none.
    """
    row = Credential.objects.filter(organisation=organisation, staff=staff).first()
    if row is None:
        who = staff.name if staff else organisation.body_cyr
        words = (
            _("%(who)s has no certificate. The administrator issues one.")
            if uses_test_keys()
            else _(
                "%(who)s has no certificate: production uses no TEST keys, and keys of a qualified trust service are "
                "not connected. The draft stays as it is and waits."
            )
        )
        raise NoCredential(words % {"who": who}, code="credential")
    return _key(int(row.key_reference, 16))


@transaction.atomic
def sign_and_seal(viewer: Viewer, *, pdf: bytes, name: str, staff: Staff, reason: str) -> Document:
    """Official's signature, body's seal, validation data and one document time-stamp last; gives the stored document.

    `pdf` is PDF/A-3a and stays so. Raises NoCredential, timestamps.TimestampUnavailable (nothing is kept; try again).
    """
    from salter.signatures import pades

    organisation = viewer.organisation
    at = clock.now(organisation)
    stamper = timestamper(at)
    place = organisation.seat_cyr
    prepared = pades.prepare(pdf, DECISION_FIELDS)
    signed = pades.sign(
        prepared, OFFICIAL, key_of(organisation, staff), at=at, timestamper=stamper, reason=reason, location=place
    )
    sealed = pades.seal(signed, SEAL, key_of(organisation, None), at=at, timestamper=stamper, location=place)
    final = pades.add_document_timestamp(
        sealed, TIMESTAMP, timestamper=stamper, anchors=trust().anchors, crls=trust().crls(at), at=at
    )
    return _register(viewer, final, name, list(DECISION_FIELDS), at)


@transaction.atomic
def seal_pdf(viewer: Viewer, *, pdf: bytes, name: str) -> Document:
    """Body's seal and one document time-stamp last, for receipts and other papers that no official signs."""
    from salter.signatures import pades

    at = clock.now(viewer.organisation)
    stamper = timestamper(at)
    fields = {name: label for name, label in DECISION_FIELDS.items() if name != OFFICIAL}
    sealed = pades.seal(
        pades.prepare(pdf, fields),
        SEAL,
        key_of(viewer.organisation, None),
        at=at,
        timestamper=stamper,
        location=viewer.organisation.seat_cyr,
    )
    final = pades.add_document_timestamp(
        sealed, TIMESTAMP, timestamper=stamper, anchors=trust().anchors, crls=trust().crls(at), at=at
    )
    return _register(viewer, final, name, list(fields), at)


def seal_data(viewer: Viewer, data: bytes) -> bytes:
    """A detached CAdES seal (DER) of the body over `data`, with time-stamp and revocation lists."""
    from salter.signatures import asic

    at = clock.now(viewer.organisation)
    key = key_of(viewer.organisation, None)
    return asic.sign_detached(data, key, at=at, timestamper=timestamper(at), crls=trust().crls(at))


def seal_container(viewer: Viewer, files: Mapping[str, bytes]) -> bytes:
    """An ASiC-E container of `files`, sealed by the body and time-stamped."""
    from salter.signatures import asic

    at = clock.now(viewer.organisation)
    key = key_of(viewer.organisation, None)
    return asic.write_asice(files, key, at=at, timestamper=timestamper(at), crls=trust().crls(at))


def _register(viewer: Viewer, final: bytes, name: str, fields: list[str], at: datetime) -> Document:
    document = keep_own(viewer, name=name, data=final, media_type="application/pdf")
    SignedDocument.objects.create(
        organisation=viewer.organisation,
        document=document,
        sha256=document.sha256,
        size=document.size,
        fields=fields,
        signed_at=at,
        archive_renewal_due=timezone.localdate(at + RENEWAL),
    )
    record(
        viewer,
        "document.signed",
        subject=("document", document.pk),
        body={"sha256": document.sha256, "size": document.size, "fields": fields},
    )
    return document
