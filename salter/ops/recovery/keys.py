"""Keys in a backup, by policy: left out, as they are, or encrypted with a passphrase that never stands in a command.

They are few and small, so they travel as one tar file. Encrypted: scrypt makes the key, AES-256-GCM keeps it secret
and notices every change.
"""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from salter.ops.config import Config
from salter.ops.recovery.folder import Refused, Unsound, write_flushed
from salter.ops.recovery.manifest import Keys, Manifest, check_seal, seal

PLACES = ("secret.key", "log.pem", "trust")
"""What is secret in a SALTER_HOME: the secret of sessions, the log's key, and keys of signatures and seals."""
POLICIES = ("include", "exclude", "encrypt")
PLAIN, SECRET = "keys.tar", "keys.tar.aes"
NONCE = 12


def policy(config: Config, chosen: str) -> str:
    """The chosen policy; without one, keys of a demo (all TEST) are included and others left out."""
    return chosen or ("exclude" if config.mode == "production" else "include")


def passphrase(config: Config) -> bytes:
    """The passphrase, from the environment or a file. Raises Refused when there is none."""
    given = config.backup_passphrase
    if not given and config.backup_passphrase_file:
        try:
            given = Path(config.backup_passphrase_file).read_text("utf-8").strip()
        except OSError as error:
            raise Refused(f"SALTER_BACKUP_PASSPHRASE_FILE cannot be read: {error}") from error
    if not given:
        raise Refused(
            "The keys need a passphrase. Put it into a file that only you can read and name that file in "
            "SALTER_BACKUP_PASSPHRASE_FILE (or set SALTER_BACKUP_PASSPHRASE)."
        )
    return given.encode()


def save(config: Config, chosen: str, snapshot: Path) -> Keys:
    """Put the keys of this installation into a snapshot by policy. Raises Refused."""
    if chosen == "exclude":
        return Keys(policy=chosen)
    data, names = _packed(config.home)
    if chosen == "include":
        write_flushed(snapshot / PLAIN, data)
        return Keys(policy=chosen, file=seal(snapshot / PLAIN), names=names)
    salt, nonce = os.urandom(16), os.urandom(NONCE)
    closed = nonce + AESGCM(_derived(passphrase(config), salt)).encrypt(nonce, data, None)
    write_flushed(snapshot / SECRET, closed)
    return Keys(policy=chosen, file=seal(snapshot / SECRET), names=names, salt=salt.hex())


def open_saved(config: Config, snapshot: Path, manifest: Manifest) -> bytes:
    """The tar file of a snapshot's keys, empty when they were left out. Raises Refused, Unsound."""
    keys = manifest.keys
    if keys.file is None:
        return b""
    check_seal(snapshot, keys.file)
    data = (snapshot / keys.file.name).read_bytes()
    if keys.policy == "include":
        return data
    try:
        derived = _derived(passphrase(config), bytes.fromhex(keys.salt))
        return AESGCM(derived).decrypt(data[:NONCE], data[NONCE:], None)
    except InvalidTag:
        raise Refused("The passphrase is not the one that the keys were encrypted with. Nothing was touched.") from None


def unpack(data: bytes, home: Path) -> None:
    """Put keys into their places, closed to others. Raises Unsound when the file holds anything else."""
    if not data:
        return
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            path = Path(member.name)
            if path.is_absolute() or ".." in path.parts or path.parts[0] not in PLACES:
                raise Unsound(f"{member.name} is no key.")
            if member.isdir():
                (home / path).mkdir(mode=0o700, parents=True, exist_ok=True)
            elif (stream := archive.extractfile(member)) is not None:
                (home / path.parent).mkdir(mode=0o700, parents=True, exist_ok=True)
                write_flushed(home / path, stream.read())


def _packed(home: Path) -> tuple[bytes, list[str]]:
    names = [name for name in PLACES if (home / name).exists()]
    with io.BytesIO() as buffer:
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            for name in names:
                archive.add(home / name, arcname=name)
        return buffer.getvalue(), names


def _derived(secret: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(secret)
