"""RFC 3161 time-stamps: from a server over HTTP, or from the TEST authority of a demo or practice office."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from urllib.error import URLError
from urllib.request import Request, urlopen

from asn1crypto import cms, core, tsp  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from .aio import run
from .common import TimestampUnavailable as TimestampUnavailable
from .keys import DIGEST, SigningKey, to_asn1

POLICY = "1.3.6.1.4.1.4146.2.2"  # a policy that promises nothing: tokens of the TEST authority
MAX_REPLY = 1 << 20  # bytes; real tokens are below 20 kB


class _Authority(TimeStamper):
    """What both authorities share: one exception for every failure, and a check that the token is for our digest.

    `reserve` is the room in bytes that a token of this authority needs at most.
    """

    reserve = 8192

    def __init__(self) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token over `message_digest`. Raises TimestampUnavailable."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            imprint = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            stamped = imprint["hashed_message"].native
        except (OSError, TimestampRequestError, ValueError, TypeError, KeyError) as error:
            raise TimestampUnavailable(str(error) or type(error).__name__) from error
        if stamped != message_digest:
            raise TimestampUnavailable("The token is for another digest.")
        return token

    def token(self, data: bytes) -> bytes:
        """A DER time-stamp token over `data` (hashed here). Raises TimestampUnavailable."""
        info = run(self.async_timestamp(hashlib.new(DIGEST, data).digest(), DIGEST))
        return bytes(info.dump())


class HttpAuthority(_Authority):
    """An RFC 3161 server behind a URL (SALTER_TSA_URL).

    `timeout` in seconds bounds connecting and each read. A refused, slow or malformed answer raises
    TimestampUnavailable, so that the caller can keep the B-B signature and retry.
    """

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        super().__init__()
        if not url.startswith(("http://", "https://")):
            raise ValueError("A time-stamp address begins with http:// or https://.")
        self.url = url
        self.timeout = timeout

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send one request (RFC 3161, 3.4)."""
        return await asyncio.to_thread(self._post, req.dump())

    def _post(self, body: bytes) -> tsp.TimeStampResp:
        request = Request(self.url, data=body, headers={"Content-Type": "application/timestamp-query"})
        try:
            with urlopen(request, timeout=self.timeout) as answer:
                kind = answer.headers.get_content_type()
                raw = answer.read(MAX_REPLY)
        except URLError as error:
            raise TimestampUnavailable(f"{self.url}: {error.reason}") from error
        if kind != "application/timestamp-reply":
            raise TimestampUnavailable(f"{self.url}: answered with {kind}.")
        return tsp.TimeStampResp.load(raw, strict=True)


class LocalTestAuthority(_Authority):
    """Signs tokens itself with the TSA key of a TEST trust service, at the time that `clock` tells.

    For demo and practice offices and tests only: the time is whatever the office's clock says.
    """

    def __init__(self, key: SigningKey, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._key = key
        self._clock = clock
        self._certificate = to_asn1(key.certificate)
        embedded = [self._certificate, *(to_asn1(c) for c in key.chain[:-1])]
        self._certificates = _encoded(cms.CertificateSet([cms.CertificateChoices("certificate", c) for c in embedded]))
        self.reserve = 1536 + sum(len(c.dump()) for c in embedded)
        name = {"issuer": self._certificate.issuer, "serial_number": self._certificate.serial_number}
        self._sid = _encoded(cms.SignerIdentifier("issuer_and_serial_number", name), cms.SignerIdentifier)
        reference = {"type": "signing_certificate_v2", "values": [as_signing_certificate_v2(self._certificate)]}
        self._reference = _encoded(cms.CMSAttribute(reference))

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Answer a request at once; no network."""
        info = self._info(req, self._clock().replace(microsecond=0)).dump()
        return tsp.TimeStampResp(
            {"status": {"status": "granted"}, "time_stamp_token": self._signed(info)},
        )

    def _info(self, req: tsp.TimeStampReq, at: datetime) -> tsp.TSTInfo:
        fields = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": req["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": at,
            "tsa": asn1.GeneralName("directory_name", self._certificate.subject),
        }
        if req["nonce"].native is not None:
            fields["nonce"] = req["nonce"]
        return tsp.TSTInfo(fields)

    def _signed(self, info: bytes) -> cms.ContentInfo:
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [hashlib.new(DIGEST, info).digest()]}),
                self._reference,
            ]
        ).dump()
        rsa = self._certificate.public_key.algorithm == "rsa"
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": self._sid,
                "digest_algorithm": {"algorithm": DIGEST},
                "signature_algorithm": {"algorithm": "sha256_rsa" if rsa else "sha256_ecdsa"},
                "signed_attrs": cms.CMSAttributes.load(attributes),
                "signature": self._key.sign(attributes, DIGEST),
            }
        )
        data = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": DIGEST}],
                "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
                "certificates": self._certificates,
                "signer_infos": [_encoded(signer)],
            }
        )
        return _encoded(cms.ContentInfo({"content_type": "signed_data", "content": _encoded(data)}))


def _encoded(value: core.Asn1Value, spec: type[core.Asn1Value] | None = None) -> core.Asn1Value:
    """The same value, encoded once: asn1crypto encodes built values again for each level around them."""
    return (spec or type(value)).load(value.dump())


def authority(url: str, test_key: SigningKey | None, clock: Callable[[], datetime]) -> TimeStamper:
    """The authority to use: the server at `url` if given, else the TEST authority with `test_key`.

    Raises TimestampUnavailable when there is neither.
    """
    if url:
        return HttpAuthority(url)
    if test_key is None:
        raise TimestampUnavailable("No time-stamping authority is configured.")
    return LocalTestAuthority(test_key, clock)


def token_time(token: cms.ContentInfo | cms.SignedData) -> datetime:
    """The time that a token states (not checked here)."""
    data = token["content"] if isinstance(token, cms.ContentInfo) else token
    moment = data["encap_content_info"]["content"].parsed["gen_time"].native
    if not isinstance(moment, datetime):
        raise ValueError("The token states no time.")
    return moment
