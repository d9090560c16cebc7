"""Independent tools: what a signature covers, taken out of a PDF by hand, and OpenSSL and pyHanko to judge it."""

from __future__ import annotations

import re
import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import AdESLTAValidationResult, ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from salter.signatures.trust import DemoTrust
from salter.signatures.validation import Evidence

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def extract(pdf: bytes) -> list[tuple[bytes, bytes]]:
    """(covered bytes, DER container) of every signature in the order of the file, without any PDF library."""
    found = []
    for match in RANGE.finditer(pdf):
        start, first, second, rest = (int(number) for number in match.groups())
        container = bytes.fromhex(pdf[start + first + 1 : second - 1].decode())
        found.append((pdf[start : start + first] + pdf[second : second + rest], container.rstrip(b"\0")))
    return found


def hole_of_newest(pdf: bytes) -> range:
    """The positions of the newest container, with its angle brackets."""
    _, first, second, _ = (int(number) for number in list(RANGE.finditer(pdf))[-1].groups())
    return range(first, second)


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run OpenSSL; the caller looks at returncode, stdout and stderr."""
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)


def openssl_cms(folder: Path, trust: DemoTrust, data: bytes, signature: bytes) -> bool:
    """Whether OpenSSL accepts a detached CAdES signature."""
    (folder / "data").write_bytes(data)
    (folder / "p7s").write_bytes(signature)
    trust.export_anchors(folder)
    done = openssl(
        *("cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", folder / "p7s"),
        *("-content", folder / "data", "-CAfile", folder / "root.pem", "-purpose", "any", "-out", "/dev/null"),
    )
    return done.returncode == 0


def openssl_ts(folder: Path, trust: DemoTrust, data: bytes, token: bytes) -> bool:
    """Whether OpenSSL accepts an RFC 3161 token over `data`."""
    (folder / "data").write_bytes(data)
    (folder / "token").write_bytes(token)
    trust.export_anchors(folder)
    done = openssl(
        *("ts", "-verify", "-token_in", "-in", folder / "token", "-data", folder / "data"),
        *("-CAfile", folder / "root.pem", "-untrusted", folder / "issuing.pem"),
    )
    return done.returncode == 0


async def long_term(pdf: bytes, evidence: Evidence, when: datetime) -> list[AdESLTAValidationResult]:
    """pyHanko's own long-term validation of every signature and seal at `when`, offline, with this evidence."""
    revocation = CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require"))
    spec = SignatureValidationSpec(
        CertValidationPolicySpec(SimpleTrustManager.build(evidence.roots), revocation),
        RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        local_knowledge=LocalKnowledge(known_crls=[CRLContainer(c) for c in evidence.crls]),
    )
    timing = ValidationTimingInfo(when, when, point_in_time_validation=True)
    return [
        await ades_lta_validation(signature, PdfSignatureValidationSpec(spec), timing)
        for signature in PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    ]
