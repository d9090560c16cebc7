"""PAdES (ETSI EN 319 142): prepare fields, sign, seal, time-stamp.

A finished decision: `prepare`, `sign` (official, B-T), `seal` (body, B-T), `add_document_timestamp` (validation data
and one document time-stamp: B-LTA).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from asn1crypto import cms, crl  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SignedDataCerts, SigningError, extract_certificate_info
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.path import ValidationPath

from .aio import run
from .keys import DIGEST, KeySigner, SigningKey, kind_of, to_asn1

SIGNATURE_ROOM = 2048  # bytes for a signature without its certificates; RSA-4096 needs less
PRINT_AND_LOCKED = 4 | 128  # annotation flags; PDF/A wants Print, and nobody is to move an invisible field


class NotSignable(Exception):
    """The document or the key does not fit: no such empty field, wrong kind of certificate, unreadable PDF."""


class ValidationDataMissing(Exception):
    """A chain cannot be proved with the given anchors and revocation lists, so no long-term level can be reached."""


def prepare(pdf: bytes, fields: Mapping[str, str]) -> bytes:
    """Add empty, invisible signature fields (name → what a screen reader says) to a PDF without any form.

    All fields of a document are made here, before its first signature, including the one of the document time-stamp.
    The result keeps PDF/A-3a and PDF/UA-1: zero-size widgets within Form structure elements on the last page. It ends
    with a newline, without which the first signature would break PDF/A (typst's output has none).
    Raises NotSignable when a name is the prefix of another (pyHanko issue 633) or there is a form already.
    """
    names = list(fields)
    if any(a != b and b.startswith(a) for a in names for b in names):
        raise NotSignable("No field name may be the beginning of another.")
    try:
        document = pikepdf.open(BytesIO(pdf))
    except pikepdf.PdfError as error:
        raise NotSignable(str(error)) from error
    with document:
        if Name.AcroForm in document.Root:
            raise NotSignable("The document has a form already.")
        page = document.pages[-1].obj
        widgets = [_widget(document, page, name, label) for name, label in fields.items()]
        page.Annots = document.make_indirect(Array([*page.get(Name.Annots, Array()), *widgets]))
        page.Tabs = Name.S
        document.Root.AcroForm = document.make_indirect(Dictionary(Fields=Array(widgets), SigFlags=3))
        output = BytesIO()
        document.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    return output.getvalue().rstrip(b"\n") + b"\n"


def _widget(document: pikepdf.Pdf, page: pikepdf.Object, name: str, label: str) -> pikepdf.Object:
    widget = document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(name),
            TU=String(label),
            Rect=Array([0, 0, 0, 0]),
            F=PRINT_AND_LOCKED,
            P=page,
        )
    )
    tree = document.Root.get(Name.StructTreeRoot)
    if tree is not None:
        _tag(document, tree, page, widget)
    return widget


def _tag(document: pikepdf.Pdf, tree: pikepdf.Object, page: pikepdf.Object, widget: pikepdf.Object) -> None:
    """Nest a widget in a Form structure element (PDF/UA-1, 7.18.4)."""
    parent = tree.K[0] if isinstance(tree.K, Array) else tree.K
    reference = Dictionary(Type=Name.OBJR, Obj=widget, Pg=page)
    element = document.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Form, P=parent, Pg=page, K=reference, Alt=widget.TU)
    )
    kids = parent.get(Name.K, Array())
    parent.K = Array([*kids, element]) if isinstance(kids, Array) else Array([kids, element])
    parents = pikepdf.NumberTree(tree.ParentTree)
    number = int(tree.get(Name.ParentTreeNextKey, max(parents.keys(), default=-1) + 1))
    parents[number] = element
    widget.StructParent = number
    tree.ParentTreeNextKey = number + 1


class _TimedSigner(PdfSigner):
    """A PdfSigner whose signing time is told instead of read from the machine."""

    def __init__(
        self, metadata: PdfSignatureMetadata, signer: KeySigner, timestamper: TimeStamper | None, at: datetime
    ) -> None:
        super().__init__(metadata, signer=signer, timestamper=timestamper)
        self._at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def sign(
    pdf: bytes,
    field: str,
    key: SigningKey,
    *,
    at: datetime,
    timestamper: TimeStamper | None = None,
    reason: str | None = None,
    location: str | None = None,
) -> bytes:
    """Sign the empty `field` with the certificate of a person: B-T, or B-B when there is no `timestamper`.

    Raises NotSignable, and TimestampUnavailable (then sign again without `timestamper` or later).
    """
    if kind_of(key.certificate) != "signature":
        raise NotSignable("This certificate is for seals, not for signatures.")
    return _sign(pdf, field, key, at, timestamper, reason, location)


def seal(
    pdf: bytes,
    field: str,
    key: SigningKey,
    *,
    at: datetime,
    timestamper: TimeStamper | None = None,
    reason: str | None = None,
    location: str | None = None,
) -> bytes:
    """Seal the empty `field` with the certificate of a body. Otherwise like `sign`."""
    if kind_of(key.certificate) != "seal":
        raise NotSignable("This certificate is for signatures, not for seals.")
    return _sign(pdf, field, key, at, timestamper, reason, location)


def _sign(
    pdf: bytes,
    field: str,
    key: SigningKey,
    at: datetime,
    timestamper: TimeStamper | None,
    reason: str | None,
    location: str | None,
) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm=DIGEST, reason=reason, location=location
    )
    certificates = (key.certificate, *key.chain)
    room = 2 * (
        SIGNATURE_ROOM + sum(len(c.public_bytes(Encoding.DER)) for c in certificates) + _token_room(timestamper)
    )
    signer = _TimedSigner(metadata, KeySigner(key), timestamper, at)
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        output = run(signer.async_sign_pdf(writer, existing_fields_only=True, bytes_reserved=room))
    except (SigningError, ValueError) as error:
        raise NotSignable(str(error)) from error
    return bytes(output.getvalue())


def _token_room(timestamper: TimeStamper | None) -> int:
    """Bytes that a token may take. Room is kept, not measured: measuring costs a token of a paid authority."""
    return 0 if timestamper is None else int(getattr(timestamper, "reserve", 8192))


def add_document_timestamp(
    pdf: bytes,
    field: str | None,
    *,
    timestamper: TimeStamper,
    anchors: Sequence[x509.Certificate],
    crls: Sequence[x509.CertificateRevocationList],
    at: datetime,
) -> bytes:
    """Add validation data for everything signed so far (DSS) and, in the same revision, a document time-stamp.

    Makes B-LTA of B-T signatures. `field` is the empty field made by `prepare`; None makes a new one, which is how
    an archive renews. Chains are proved at `at` with the given anchors and lists, offline.
    Raises ValidationDataMissing, TimestampUnavailable, NotSignable.
    """
    context = ValidationContext(
        trust_roots=[to_asn1(anchor) for anchor in anchors],
        crls=[crl.CertificateList.load(listed.public_bytes(Encoding.DER)) for listed in crls],
        moment=at,
        allow_fetching=False,
        revocation_mode="require",
    )
    try:
        return bytes(run(_timestamped(pdf, field, timestamper, context)))
    except (SigningError, ValueError) as error:
        raise NotSignable(str(error)) from error


async def _timestamped(pdf: bytes, field: str | None, timestamper: TimeStamper, context: ValidationContext) -> bytes:
    reader = PdfFileReader(BytesIO(pdf))
    signed = [extract_certificate_info(part) for s in reader.embedded_signatures for part in _signed_parts(s)]
    once = {info.signer_cert.issuer_serial: info for info in signed}
    paths = [await _path(info, context) for info in once.values()]
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    DocumentSecurityStore.supply_dss_in_writer(writer, None, paths=paths, validation_context=context)
    stamper = PdfTimeStamper(timestamper, field_name=field)
    output = await stamper.async_timestamp_pdf(writer, DIGEST, bytes_reserved=2 * _token_room(timestamper))
    return bytes(output.getvalue())


def _signed_parts(signature: EmbeddedPdfSignature) -> list[cms.SignedData]:
    """A signature and the time-stamp tokens on it."""
    return [signature.signed_data, *extract_tst_data_iter(signature.signer_info, signed=False)]


async def _path(info: SignedDataCerts, context: ValidationContext) -> ValidationPath:
    validator = CertificateValidator(info.signer_cert, info.other_certs, validation_context=context)
    try:
        return await validator.async_validate_path()
    except Exception as error:  # pyhanko-certvalidator has many kinds of refusal
        raise ValidationDataMissing(str(error)) from error
