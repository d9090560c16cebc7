"""OCFL 1.1 objects, written and checked over the Storage port (https://ocfl.io/1.1/spec/).

A storage root has the layout 0003-hash-and-id-n-tuple-storage-layout. Content is written first and the object's
`inventory.json` with its sidecar last: an interrupted first version is therefore no object, only leftovers that the
next `write_object` (or `repair_object`) removes, and an interrupted later version leaves the earlier one in force.
The digest of OCFL is SHA-512; SHA-256, the digest of all evidence in this house, stands in the fixity block.

The root lies in the folder `ocfl` of the storage, because a root may hold nothing but objects. One object has one
writer at a time; the caller holds the lock (the database row of the archived case).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO, TypedDict, cast
from urllib.parse import unquote

from salter.archive.package import ByteSource, Problem, chunks, open_source
from salter.documents.storage import Storage, StorageError

ROOT = "ocfl"
LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
NAMASTE = "0=ocfl_object_1.1"
NAMASTE_BODY = b"ocfl_object_1.1\n"
INVENTORY_TYPE = "https://ocfl.io/1.1/spec/#inventory"
TUPLES, TUPLE_SIZE = 3, 3
WRITERS = 8
_MAX_ID_FOLDER = 100


class OcflError(Exception):
    """The object is missing, broken or may not be written as asked; the message says which and why."""


class User(TypedDict):
    """Who made a version; the address is a URI (mailto: or https:)."""

    name: str
    address: str


class Version(TypedDict):
    """One version block of an inventory."""

    created: str
    state: dict[str, list[str]]
    message: str
    user: User


class Inventory(TypedDict):
    """The inventory of an object, as in its JSON."""

    id: str
    type: str
    digestAlgorithm: str
    head: str
    manifest: dict[str, list[str]]
    versions: dict[str, Version]
    fixity: dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What was written: key prefix in the storage, version, number and bytes of its files, digest of the inventory."""

    object_id: str
    prefix: str
    version: str
    files: int
    size: int
    inventory_sha512: str


# --- storage root -----------------------------------------------------------------------------------------------------


def init_root(storage: Storage) -> None:
    """Declares the storage an OCFL 1.1 root; doing it again changes nothing."""
    if storage.exists(f"{ROOT}/ocfl_layout.json"):
        return
    config = {"extensionName": LAYOUT, "digestAlgorithm": "sha256", "tupleSize": TUPLE_SIZE, "numberOfTuples": TUPLES}
    storage.put(f"{ROOT}/extensions/{LAYOUT}/config.json", _json(config))
    storage.put(f"{ROOT}/0=ocfl_1.1", b"ocfl_1.1\n")
    layout = {"extension": LAYOUT, "description": "Hash of the identifier as folders, the identifier as last folder"}
    storage.put(f"{ROOT}/ocfl_layout.json", _json(layout))


def object_prefix(object_id: str) -> str:
    """The folder of an object in the storage, without a slash at the end (layout extension 0003)."""
    digest = hashlib.sha256(object_id.encode()).hexdigest()
    folders = [digest[i * TUPLE_SIZE : (i + 1) * TUPLE_SIZE] for i in range(TUPLES)]
    encoded = "".join(chr(b) if chr(b).isalnum() and b < 128 or b in b"-_" else f"%{b:02x}" for b in object_id.encode())
    if len(encoded) > _MAX_ID_FOLDER:
        encoded = f"{encoded[:_MAX_ID_FOLDER]}-{digest}"
    return "/".join([ROOT, *folders, encoded])


def list_objects(storage: Storage) -> Iterator[str]:
    """Identifiers of all objects of the root, also of damaged ones; leftovers of interrupted first writes are skipped.

    A damaged object whose inventory cannot be read is named after its folder.
    """
    for key in storage.list(ROOT):
        inventory = key.removesuffix(NAMASTE) + "inventory.json"
        if key.endswith("/" + NAMASTE) and storage.exists(inventory):
            yield _identifier(storage, inventory)


def _identifier(storage: Storage, inventory: str) -> str:
    try:
        return _parse(storage.get(inventory))["id"]
    except OcflError:
        return unquote(inventory.split("/")[-2])


# --- writing ----------------------------------------------------------------------------------------------------------


def write_object(
    storage: Storage,
    object_id: str,
    files: Mapping[str, ByteSource],
    *,
    message: str,
    user_name: str,
    user_address: str,
    at: datetime,
) -> ObjectInfo:
    """Writes version 1 of a new object; its identifier is a URI, e.g. urn:uuid:… (OCFL 3.5.1: should).

    `files` maps logical paths to bytes, a file or a factory of streams (called from several threads).

    Raises OcflError when the object exists already or a path is not relative and clean. `at` is aware.
    """
    prefix = object_prefix(object_id)
    if storage.exists(f"{prefix}/inventory.json"):
        raise OcflError(f"object {object_id} exists already")
    for key in list(storage.list(prefix + "/")):
        storage.delete(key)
    init_root(storage)
    user = User(name=user_name, address=user_address)
    return _write_version(storage, prefix, _empty(object_id), files, message=message, user=user, at=at)


def add_version(
    storage: Storage,
    object_id: str,
    files: Mapping[str, ByteSource],
    *,
    message: str,
    user_name: str,
    user_address: str,
    at: datetime,
) -> ObjectInfo:
    """Writes the next version, whose whole content is `files`; bytes that the object holds are not stored again.

    What an interrupted write left is cleared first. Raises OcflError when there is no such object or it is damaged.
    """
    prefix = object_prefix(object_id)
    repair_object(storage, object_id)
    inventory = read_inventory(storage, object_id)
    user = User(name=user_name, address=user_address)
    return _write_version(storage, prefix, inventory, files, message=message, user=user, at=at)


def _write_version(
    storage: Storage,
    prefix: str,
    inventory: Inventory,
    files: Mapping[str, ByteSource],
    *,
    message: str,
    user: User,
    at: datetime,
) -> ObjectInfo:
    version = f"v{len(inventory['versions']) + 1}"
    _clean(files)
    state: dict[str, list[str]] = {}
    new: dict[str, tuple[str, ByteSource]] = {}
    size = 0
    for path in sorted(files):
        sha512, sha256, length = digests(files[path])
        state.setdefault(sha512, []).append(path)
        size += length
        if sha512 not in inventory["manifest"]:
            content = f"{version}/content/{path}"
            inventory["manifest"][sha512] = [content]
            inventory["fixity"].setdefault("sha256", {}).setdefault(sha256, []).append(content)
            new[sha512] = (f"{prefix}/{content}", files[path])
    _put_all(storage, new)
    inventory["head"] = version
    inventory["versions"][version] = Version(created=_rfc3339(at), state=state, message=message, user=user)
    digest = _commit(storage, prefix, version, inventory)
    return ObjectInfo(inventory["id"], prefix, version, len(files), size, digest)


def _put_all(storage: Storage, new: Mapping[str, tuple[str, ByteSource]]) -> None:
    """Stores contents by their SHA-512, several at once: a store mostly waits, for the disk or the network."""
    with ThreadPoolExecutor(WRITERS) as pool:
        puts = [pool.submit(_put_checked, storage, key, source, sha512) for sha512, (key, source) in new.items()]
        for put in puts:
            put.result()


def _put_checked(storage: Storage, key: str, source: ByteSource, sha512: str) -> None:
    """Stores a source; a stream is hashed again on its way, so that what lies there is what the inventory says."""
    if isinstance(source, bytes):
        storage.put(key, source)
        return
    with open_source(source) as stream:
        reader = _HashingReader(stream)
        storage.put(key, cast(BinaryIO, reader))  # a store only reads
    if reader.hash.hexdigest() != sha512:
        storage.delete(key)
        raise OcflError(f"{key}: the bytes changed while they were stored")


def _commit(storage: Storage, prefix: str, version: str, inventory: Inventory) -> str:
    """Writes the inventories, the root's last; returns the digest."""
    body = _json(inventory)
    digest = hashlib.sha512(body).hexdigest()
    sidecar = f"{digest} inventory.json\n".encode()
    storage.put(f"{prefix}/{version}/inventory.json", body)
    storage.put(f"{prefix}/{version}/inventory.json.sha512", sidecar)
    if version == "v1":
        storage.put(f"{prefix}/{NAMASTE}", NAMASTE_BODY)
    storage.put(f"{prefix}/inventory.json", body)
    storage.put(f"{prefix}/inventory.json.sha512", sidecar)
    return digest


def repair_object(storage: Storage, object_id: str) -> list[str]:
    """Clears what an interrupted write left: finishes the sidecar when only that is missing, else removes the remains.

    In: an object that no other process writes. Out: the keys removed or rewritten, empty when nothing was to do.
    Content that a valid inventory names is never touched. Raises OcflError when the inventory itself is damaged.
    """
    prefix = object_prefix(object_id)
    if not storage.exists(f"{prefix}/inventory.json"):
        return _remove(storage, list(storage.list(prefix + "/")))
    done = _finish_sidecar(storage, prefix)
    expected = _expected_keys(read_inventory(storage, object_id))
    extra = [key for key in storage.list(prefix + "/") if key.removeprefix(prefix + "/") not in expected]
    return done + _remove(storage, extra)


def _finish_sidecar(storage: Storage, prefix: str) -> list[str]:
    """The gap between the last two puts: the inventory equals its version's copy, but its sidecar is the old one."""
    body = storage.get(f"{prefix}/inventory.json")
    wanted = f"{hashlib.sha512(body).hexdigest()} inventory.json\n".encode()
    key = f"{prefix}/inventory.json.sha512"
    if storage.exists(key) and storage.get(key) == wanted:
        return []
    head = _parse(body)["head"]
    copy = f"{prefix}/{head}/inventory.json.sha512"
    if not storage.exists(copy) or storage.get(copy) != wanted:
        raise OcflError(f"{prefix}: the inventory is damaged, its digest is in no sidecar")
    storage.put(key, wanted)
    return [key]


def _remove(storage: Storage, keys: list[str]) -> list[str]:
    for key in keys:
        storage.delete(key)
    return keys


def delete_object(storage: Storage, object_id: str) -> int:
    """Destroys an object (disposal with approval): the inventory first, so that no half object looks whole.

    Returns how many keys went. Raises OcflError when a key is still there afterwards.
    """
    prefix = object_prefix(object_id)
    keys = sorted(storage.list(prefix + "/"), key=lambda key: not key.endswith("/inventory.json"))
    _remove(storage, keys)
    if left := list(storage.list(prefix + "/")):
        raise OcflError(f"object {object_id}: {len(left)} keys are still there after deletion")
    return len(keys)


# --- reading ----------------------------------------------------------------------------------------------------------


def read_inventory(storage: Storage, object_id: str) -> Inventory:
    """The inventory of an object, verified against its sidecar. Raises OcflError when missing or not matching."""
    inventory = inventory_at(storage, object_prefix(object_id))
    if inventory["id"] != object_id:
        raise OcflError(f"object {object_id}: the inventory names {inventory['id']}")
    return inventory


def inventory_at(storage: Storage, prefix: str) -> Inventory:
    key = join(prefix, "inventory.json")
    if not storage.exists(key):
        raise OcflError(f"no object at {prefix}")
    body = storage.get(key)
    sidecar = storage.get(f"{key}.sha512") if storage.exists(f"{key}.sha512") else b""
    if sidecar.split() != [hashlib.sha512(body).hexdigest().encode(), b"inventory.json"]:
        raise OcflError(f"{prefix}: the inventory does not match its sidecar")
    return _parse(body)


def logical_files(inventory: Inventory, version: str | None = None) -> dict[str, str]:
    """Logical path → content path inside the object, of the head or of the version asked for."""
    state = inventory["versions"][version or inventory["head"]]["state"]
    return {path: inventory["manifest"][digest][0] for digest, paths in state.items() for path in paths}


def open_content(storage: Storage, object_id: str, logical_path: str, version: str | None = None) -> BinaryIO:
    """A stream over one file of an object. Raises OcflError when that version has no such path."""
    content = logical_files(read_inventory(storage, object_id), version).get(logical_path)
    if content is None:
        raise OcflError(f"object {object_id} has no file {logical_path}")
    return storage.open(f"{object_prefix(object_id)}/{content}")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of an object as a version left it: where it belongs, where its bytes lie now, SHA-256 ("": not noted)."""

    key: str
    source: str
    sha256: str


def files_as_of(storage: Storage, object_id: str, inventory_sha512: str) -> list[KeptFile]:
    """The files of an object as they were when its inventory had this digest, whatever versions came later.

    Raises OcflError when no version has that inventory, StorageError.
    """
    prefix = object_prefix(object_id)
    inventory = read_inventory(storage, object_id)
    for version in reversed(inventory["versions"]):
        body = storage.get(f"{prefix}/{version}/inventory.json")
        if hashlib.sha512(body).hexdigest() == inventory_sha512:
            break
    else:
        raise OcflError(f"object {object_id} has no version with the inventory {inventory_sha512[:12]}…")
    inventory = _parse(body)
    sha256 = {path: digest for digest, paths in inventory["fixity"].get("sha256", {}).items() for path in paths}
    roots = {name: f"{version}/{name}" for name in ("inventory.json", "inventory.json.sha512")}
    return [
        KeptFile(f"{prefix}/{name}", f"{prefix}/{roots.get(name, name)}", sha256.get(name, ""))
        for name in sorted(_expected_keys(inventory))
    ]


# --- checking ---------------------------------------------------------------------------------------------------------


def check_object(storage: Storage, object_id: str) -> list[Problem]:
    """Everything that is wrong with an object: structure, sidecars, missing and extra files, and every digest anew."""
    return check_at(storage, object_prefix(object_id), object_id)


def check_at(storage: Storage, prefix: str, object_id: str | None = None) -> list[Problem]:
    """check_object for an object that lies anywhere, e.g. one folder handed over ("" when it is the storage itself)."""
    try:
        inventory = inventory_at(storage, prefix)
        return list(_check_structure(inventory, object_id)) or _check_stored(storage, prefix, inventory)
    except (OcflError, StorageError) as error:
        return [Problem("ocfl-inventory", "inventory.json", str(error))]


def _check_stored(storage: Storage, prefix: str, inventory: Inventory) -> list[Problem]:
    base = join(prefix, "")
    found = {key.removeprefix(base) for key in storage.list(base)}
    expected = _expected_keys(inventory)
    problems = [Problem("ocfl-missing", path, "named by the inventory, not there") for path in sorted(expected - found)]
    problems += [Problem("ocfl-extra", path, "there, not named by the inventory") for path in sorted(found - expected)]
    problems += _check_copies(storage, prefix, inventory, found)
    problems += _check_digests(storage, prefix, inventory, found)
    return problems


def _check_structure(inventory: Inventory, object_id: str | None) -> Iterator[Problem]:
    where = "inventory.json"
    if object_id is not None and inventory["id"] != object_id:
        yield Problem("ocfl-id", where, f"names {inventory['id']}, not {object_id}")
    if inventory["type"] != INVENTORY_TYPE or inventory["digestAlgorithm"] != "sha512":
        yield Problem("ocfl-type", where, "is not an inventory of OCFL 1.1 with SHA-512")
    names = [f"v{n}" for n in range(1, len(inventory["versions"]) + 1)]
    if sorted(inventory["versions"], key=lambda v: (len(v), v)) != names or inventory["head"] != names[-1]:
        yield Problem("ocfl-versions", where, "versions are not v1, v2 … up to the head")
    for name, version in inventory["versions"].items():
        if unknown := set(version["state"]) - set(inventory["manifest"]):
            yield Problem("ocfl-state", where, f"{name} refers to {len(unknown)} digests that the manifest lacks")


def _check_copies(storage: Storage, prefix: str, inventory: Inventory, found: set[str]) -> Iterator[Problem]:
    """Declaration, the inventory of each version against its sidecar, and the head's copy against the root's."""
    if NAMASTE in found and storage.get(join(prefix, NAMASTE)) != NAMASTE_BODY:
        yield Problem("ocfl-declaration", NAMASTE, "does not say ocfl_object_1.1")
    for version in inventory["versions"]:
        path = f"{version}/inventory.json"
        if {path, f"{path}.sha512"} <= found:
            body = storage.get(join(prefix, path))
            sidecar = storage.get(join(prefix, f"{path}.sha512"))
            if sidecar.split() != [hashlib.sha512(body).hexdigest().encode(), b"inventory.json"]:
                yield Problem("ocfl-sidecar", path, "does not match its sidecar")
            elif version == inventory["head"] and body != storage.get(join(prefix, "inventory.json")):
                yield Problem("ocfl-head", path, "differs from the inventory of the object")
            elif not _is_past_of(_parse(body), inventory, version):
                yield Problem("ocfl-history", path, "tells another history than the inventory of the object")


def _is_past_of(past: Inventory, now: Inventory, version: str) -> bool:
    """Whether the versions that an earlier inventory records are the same in the newest one (state and time)."""
    known = {name: (v["state"], v["created"]) for name, v in past["versions"].items()}
    return past["head"] == version and known == {
        name: (v["state"], v["created"]) for name, v in now["versions"].items() if name in known
    }


def _check_digests(storage: Storage, prefix: str, inventory: Inventory, found: set[str]) -> Iterator[Problem]:
    second = {path: digest for digest, paths in inventory["fixity"].get("sha256", {}).items() for path in paths}
    for sha512, paths in inventory["manifest"].items():
        for path in sorted(set(paths) & found):
            actual512, actual256, _ = digests(partial(storage.open, join(prefix, path)))
            if actual512 != sha512:
                yield Problem("ocfl-digest", path, "the bytes are not those of its SHA-512")
            elif second.get(path, actual256) != actual256:
                yield Problem("ocfl-fixity", path, "the bytes are not those of its SHA-256")


# --- helpers ----------------------------------------------------------------------------------------------------------


def digests(source: ByteSource) -> tuple[str, str, int]:
    """(SHA-512, SHA-256, length in bytes) of a source, in one pass."""
    sha512, sha256, length = hashlib.sha512(), hashlib.sha256(), 0
    for piece in [source] if isinstance(source, bytes) else chunks(source):
        sha512.update(piece)
        sha256.update(piece)
        length += len(piece)
    return sha512.hexdigest(), sha256.hexdigest(), length


class _HashingReader:
    """A stream that computes SHA-512 of what is read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.hash = hashlib.sha512()

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self.hash.update(piece)
        return piece


def _expected_keys(inventory: Inventory) -> set[str]:
    """Every key that belongs to the object, relative to its folder."""
    names = [NAMASTE, "inventory.json", "inventory.json.sha512"]
    for version in inventory["versions"]:
        names += [f"{version}/inventory.json", f"{version}/inventory.json.sha512"]
    return {*names, *(path for paths in inventory["manifest"].values() for path in paths)}


def _empty(object_id: str) -> Inventory:
    return Inventory(
        id=object_id,
        type=INVENTORY_TYPE,
        digestAlgorithm="sha512",
        head="",
        manifest={},
        versions={},
        fixity={"sha256": {}},
    )


def _parse(body: bytes) -> Inventory:
    """An inventory of the right shape; OcflError for anything else, whoever wrote it."""
    try:
        inventory: Inventory = json.loads(body)
        inventory.setdefault("fixity", {})
        lists = [inventory["manifest"], *(block["state"] for block in inventory["versions"].values())]
        lists += inventory["fixity"].values()
        texts = [inventory["id"], inventory["type"], inventory["digestAlgorithm"], inventory["head"]]
        texts += [block["created"] for block in inventory["versions"].values()]
        texts += [path for paths in lists for each in paths.values() for path in [*paths, *each]]
        if not all(isinstance(text, str) for text in texts) or not inventory["versions"]:
            raise OcflError("the inventory holds something else than texts, or no version")
        return inventory
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise OcflError(f"not an inventory: {type(error).__name__}: {error}") from error


def _clean(paths: Iterable[str]) -> None:
    """Logical paths are relative, without empty, `.` or `..` steps, and none is the folder of another (OcflError)."""
    known = set(paths)
    for path in known:
        steps = path.split("/")
        if any(step in ("", ".", "..") for step in steps):
            raise OcflError(f"not a clean relative path: {path!r}")
        if above := known.intersection("/".join(steps[:n]) for n in range(1, len(steps))):
            raise OcflError(f"{path!r} lies in {above.pop()!r}, which is a file")


def _rfc3339(at: datetime) -> str:
    if at.tzinfo is None:
        raise OcflError("the time of a version needs a time zone")
    return at.isoformat(timespec="seconds")


def join(prefix: str, path: str) -> str:
    """A key below a prefix, which may be empty."""
    return f"{prefix}/{path}" if prefix else path


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def total_size(storage: Storage, keys: Iterable[str]) -> int:
    """Bytes that the keys take (for the archive book's column of quantity)."""
    return sum(storage.size(key) for key in keys)
