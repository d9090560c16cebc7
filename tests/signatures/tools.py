"""Independent tools: what a signature covers, taken out of a PDF by hand, and OpenSSL to judge it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from salter.signatures.trust import DemoTrust

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
