"""ASiC-E containers with CAdES (ETSI EN 319 162-1, clause 4.4): files sealed together in one ZIP.

The CAdES signature covers `META-INF/ASiCManifest001.xml`, and the manifest holds the digest of every file.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from urllib.parse import quote, unquote

from asn1crypto import cms, crl  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps.api import TimeStamper

from .aio import run
from .common import ASICE
from .keys import DIGEST, KeySigner, SigningKey
from .profile import Verdict
from .reasons import Outcome, Reason, worst
from .validation import ValidationReport, validate_cms

MEDIA_TYPE = ASICE
MANIFEST = "META-INF/ASiCManifest001.xml"
SIGNATURE = "META-INF/signature001.p7s"
MAX_CONTENT = 512 * 1024 * 1024  # bytes unpacked; more is refused, not read

ASIC = "http://uri.etsi.org/02918/v1.2#"
DS = "http://www.w3.org/2000/09/xmldsig#"
DIGEST_METHODS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
SHA256 = next(iter(DIGEST_METHODS))


class _Refused(Exception):
    """The container is not usable; carries the code of the reason."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = Reason(code, detail)


def write_asice(
    files: Mapping[str, bytes],
    key: SigningKey,
    *,
    at: datetime,
    timestamper: TimeStamper | None = None,
    crls: Sequence[x509.CertificateRevocationList] = (),
) -> bytes:
    """Seal files (name → content) together: CAdES B-T, B-LT when the revocation lists are given too.

    Names may be in any script and have folders, but not begin with META-INF. Raises ValueError for a bad name or no
    file, TimestampUnavailable.
    """
    wrong = [name for name in files if not _is_plain(name)]
    if wrong or not files:
        raise ValueError(f"Not usable as names in a container: {wrong}")
    manifest = _manifest(files)
    members = {"mimetype": MEDIA_TYPE.encode(), **files, MANIFEST: manifest}
    members[SIGNATURE] = sign_detached(manifest, key, at=at, timestamper=timestamper, crls=crls)
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as container:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            container.writestr(info, content)
    return output.getvalue()


def sign_detached(
    data: bytes,
    key: SigningKey,
    *,
    at: datetime,
    timestamper: TimeStamper | None = None,
    crls: Sequence[x509.CertificateRevocationList] = (),
) -> bytes:
    """A detached CAdES signature (DER, ETSI EN 319 122-1) over `data`: B-B, B-T with a time-stamp, B-LT with lists."""
    attributes = PdfCMSSignedAttributes(signing_time=at)
    signing = KeySigner(key).async_sign_general_data(
        data, DIGEST, use_cades=True, timestamper=timestamper, signed_attr_settings=attributes
    )
    info = cms.ContentInfo.load(run(signing).dump())
    if crls:
        lists = [crl.CertificateList.load(listed.public_bytes(Encoding.DER)) for listed in crls]
        info["content"]["crls"] = [cms.RevocationInfoChoice("crl", listed) for listed in lists]
    return bytes(info.dump())


def verify_asice(
    data: bytes,
    anchors: Sequence[x509.Certificate],
    *,
    at: datetime | None = None,
    crls: Sequence[x509.CertificateRevocationList] = (),
) -> Verdict:
    """Judge a container offline: its shape, every digest, nothing unlisted, and the signature over the manifest.

    Never raises because of what the container holds.
    """
    try:
        members = _unpack(data)
        reasons = _compare(members)
    except _Refused as refusal:
        return Verdict(refusal.reason.outcome, (refusal.reason,), ValidationReport())
    report = validate_cms(members[SIGNATURE], members[MANIFEST], anchors, at=at, crls=crls)
    found = [*reasons, *report.reasons, *(r for s in report.signatures for r in s.reasons)]
    grave = sorted((r for r in found if r.outcome != Outcome.VALID), key=lambda r: r.outcome != Outcome.INVALID)
    return Verdict(worst(r.outcome for r in grave), tuple(grave), report)


def read_asice(data: bytes) -> dict[str, bytes]:
    """The files that a container holds, without its own parts. Raises ValueError if it is not a container.

    Verify it first: this checks the shape only.
    """
    try:
        members = _unpack(data)
    except _Refused as refusal:
        raise ValueError(f"{refusal.reason.code}: {refusal}") from refusal
    return {name: content for name, content in members.items() if _is_plain(name)}


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    reserved = name == "mimetype" or parts[0].upper() == "META-INF"
    return bool(name) and not reserved and "\\" not in name and not {"", ".", ".."} & set(parts)


def _manifest(files: Mapping[str, bytes]) -> bytes:
    root = etree.Element(f"{{{ASIC}}}ASiCManifest", nsmap={"asic": ASIC, "ds": DS})
    etree.SubElement(root, f"{{{ASIC}}}SigReference", URI=SIGNATURE, MimeType="application/pkcs7-signature")
    for name, content in files.items():
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        entry = etree.SubElement(root, f"{{{ASIC}}}DataObjectReference", URI=quote(name), MimeType=media_type)
        etree.SubElement(entry, f"{{{DS}}}DigestMethod", Algorithm=SHA256)
        digest = etree.SubElement(entry, f"{{{DS}}}DigestValue")
        digest.text = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _unpack(data: bytes) -> dict[str, bytes]:
    """All members of a container whose shape is right. Raises _Refused."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as container:
            entries = container.infolist()
            names = [entry.filename for entry in entries]
            if sum(entry.file_size for entry in entries) > MAX_CONTENT or len(set(names)) != len(names):
                raise _Refused("not_a_container", "too large, or a name twice")
            members = {entry.filename: container.read(entry) for entry in entries}
    except _Refused:
        raise
    except Exception as error:  # zipfile and zlib raise many kinds for malformed input
        raise _Refused("not_a_container", f"{type(error).__name__}: {error}") from error
    first = min(entries, key=lambda entry: entry.header_offset, default=None)
    if first is None or first.filename != "mimetype" or first.header_offset or first.compress_type:
        raise _Refused("not_a_container", "mimetype is not first and stored")
    if members["mimetype"] != MEDIA_TYPE.encode():
        raise _Refused("not_a_container", "mimetype")
    if MANIFEST not in members or SIGNATURE not in members:
        xades = any(name.startswith("META-INF/") and name.endswith(".xml") and name != MANIFEST for name in names)
        raise _Refused("unknown_kind" if xades else "manifest", "no CAdES manifest and signature")
    return members


def _compare(members: Mapping[str, bytes]) -> list[Reason]:
    """Compare every file with the manifest, both ways."""
    listed = _references(members[MANIFEST])
    present = {name for name in members if name not in ("mimetype", MANIFEST, SIGNATURE)}
    reasons = [Reason("file_unlisted", name) for name in sorted(present - set(listed))]
    for name, (algorithm, digest) in listed.items():
        if name not in present:
            reasons.append(Reason("file_missing", name))
        elif hashlib.new(algorithm, members[name]).digest() != digest:
            reasons.append(Reason("file_changed", name))
    return reasons


def _references(manifest: bytes) -> dict[str, tuple[str, bytes]]:
    """What a manifest lists: name → (digest algorithm, digest). Raises _Refused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(manifest, parser)
        if root.getroottree().docinfo.internalDTD is not None or root.tag != f"{{{ASIC}}}ASiCManifest":
            raise ValueError("not a plain ASiCManifest")
        if [reference.get("URI") for reference in root.iter(f"{{{ASIC}}}SigReference")] != [SIGNATURE]:
            raise ValueError("refers to another signature")
        references = [_reference(entry) for entry in root.iter(f"{{{ASIC}}}DataObjectReference")]
    except (etree.XMLSyntaxError, ValueError, KeyError, TypeError) as error:
        raise _Refused("manifest", str(error)) from error
    listed = {name: (algorithm, digest) for name, algorithm, digest in references}
    if not listed or len(listed) != len(references):
        raise _Refused("manifest", "nothing listed, or a file twice")
    return listed


def _reference(entry: etree._Element) -> tuple[str, str, bytes]:
    method = entry.find(f"{{{DS}}}DigestMethod")
    value = entry.findtext(f"{{{DS}}}DigestValue")
    if method is None or value is None:
        raise ValueError("a reference without a digest")
    return unquote(entry.attrib["URI"]), DIGEST_METHODS[str(method.attrib["Algorithm"])], base64.b64decode(value)
