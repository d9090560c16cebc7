"""A real RFC 3161 server for tests: HTTP around `openssl ts -reply`."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from salter.signatures.trust import DemoTrust

CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def reply(trust: DemoTrust, folder: Path, query: bytes) -> bytes:
    """What OpenSSL answers to a request, with the TSA key of `trust` and the machine's time."""
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "query").write_bytes(query)
    trust.export_anchors(folder)
    command = f"ts -reply -config {folder}/tsa.cnf -queryfile {folder}/query -inkey {trust.folder}/tsa.pem"
    done = subprocess.run(
        ["openssl", *command.split(), "-signer", f"{folder}/tsa.pem", "-chain", f"{folder}/issuing.pem"],
        capture_output=True,
        check=True,
        timeout=20,
    )
    return done.stdout


@contextmanager
def serve(trust: DemoTrust, folder: Path) -> Iterator[str]:
    """Run the server; gives its address. Paths: / answers, /slow sleeps, /html, /broken, /other, /refuse misbehave."""
    folder.mkdir(parents=True, exist_ok=True)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/slow":
                time.sleep(3)
            self.send_response(503 if self.path == "/refuse" else 200)
            self.send_header("Content-Type", "text/html" if self.path == "/html" else "application/timestamp-reply")
            self.end_headers()
            if self.path == "/broken":
                self.wfile.write(reply(trust, folder, query)[:40])
            elif self.path == "/other":
                self.wfile.write(reply(trust, folder, _of_other_data(query)))
            elif self.path == "/":
                self.wfile.write(reply(trust, folder, query))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _of_other_data(query: bytes) -> bytes:
    """The same request (and nonce) for another digest."""
    marker = bytes.fromhex("0420")  # OCTET STRING of 32 bytes: the SHA-256 imprint
    start = query.index(marker) + 2
    return query[:start] + bytes(32) + query[start + 32 :]
