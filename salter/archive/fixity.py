"""Are the packages still what they were? Re-hashing of what is kept, and the verdict about one package handed over.

Integrity is what the package says of itself (METS, OCFL inventory). Where it comes from, only the seal over METS.xml
proves; so a package without a seal that leads to a given anchor is at best indeterminate: anyone could have written it.
"""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from cryptography import x509

from salter.archive import ocfl
from salter.archive.csip import METS, Files, check_files, check_package, folder_files
from salter.archive.eark import SEAL
from salter.archive.package import Problem, read_source
from salter.documents.storage import Storage, storage_from_url
from salter.signatures.reasons import Outcome

MAX_UNPACKED = 16 << 30
MAX_FILES = 200_000


@dataclass(frozen=True, slots=True)
class FixityReport:
    """What a run over objects found: how many objects, bytes of the sound ones, and problems by object."""

    objects: int
    size: int
    problems: Mapping[str, tuple[Problem, ...]]

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class PackageVerdict:
    """The answer about one package: outcome, one line that says why, and every problem found."""

    outcome: Outcome
    reason: str
    problems: tuple[Problem, ...] = ()


def check_objects(storage: Storage, object_ids: Iterable[str]) -> FixityReport:
    """Hashes every file of the objects anew (OCFL digests) and checks the E-ARK package inside against its METS."""
    size, count = 0, 0
    problems: dict[str, tuple[Problem, ...]] = {}
    for object_id in object_ids:
        count += 1
        if found := check_kept(storage, object_id):
            problems[object_id] = tuple(found)
        else:
            size += ocfl.total_size(storage, storage.list(ocfl.object_prefix(object_id) + "/"))
    return FixityReport(count, size, problems)


def check_kept(storage: Storage, object_id: str) -> list[Problem]:
    """One kept package: the OCFL object first, and when that is sound, the newest version as a package."""
    return ocfl.check_object(storage, object_id) or check_files(kept_files(storage, ocfl.object_prefix(object_id)))


def kept_files(storage: Storage, prefix: str) -> Files:
    """The files of the newest version of the object at a prefix, as sources that are opened when read."""
    inventory = ocfl.inventory_at(storage, prefix)
    keys = {path: ocfl.join(prefix, content) for path, content in ocfl.logical_files(inventory).items()}
    return {path: partial(storage.open, key) for path, key in keys.items()}


def verify_package(
    path: Path, anchors: Sequence[x509.Certificate] | None = None, *, at: datetime | None = None
) -> PackageVerdict:
    """Judges a SIP folder, a zip of one, or an AIP (folder of one OCFL object), offline and without a database.

    Invalid: something is missing, changed, added or against the standards, or the seal does not hold. Indeterminate: no
    such package can be read there, or it is sound but no seal leads to one of the `anchors`. Without `at` the seal is
    judged at the time of its own time-stamp. Never raises because of what the package contains.
    """
    try:
        with _opened(path) as folder:
            return _judge(folder, anchors or (), at)
    except _Unreadable as error:
        return PackageVerdict(Outcome.INDETERMINATE, str(error))


class _Unreadable(Exception):
    """There is no package; the message says what was found instead."""


@contextmanager
def _opened(path: Path) -> Iterator[Path]:
    """The folder of the package; a zip is unpacked for as long as it is looked at."""
    if path.is_dir():
        yield path
    elif zipfile.is_zipfile(path):
        with tempfile.TemporaryDirectory() as folder:
            _unpack(path, Path(folder))
            yield _only_folder(Path(folder))
    else:
        raise _Unreadable(f"{path.name} is neither a folder nor a zip archive")


def _unpack(path: Path, folder: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_FILES or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise _Unreadable("the archive is larger than can be checked here; unpack it and give the folder")
        try:
            for member in members:
                archive.extract(member, folder)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise _Unreadable(f"the archive cannot be unpacked: {error}") from error


def _only_folder(folder: Path) -> Path:
    """The package's root in an unpacked archive: its single folder, or the place itself (CSIPSTR1)."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _judge(folder: Path, anchors: Sequence[x509.Certificate], at: datetime | None) -> PackageVerdict:
    if (folder / ocfl.NAMASTE).is_file() or (folder / "inventory.json").is_file():
        storage = storage_from_url(folder.resolve().as_uri())
        problems = ocfl.check_at(storage, "")
        files = {} if problems else kept_files(storage, "")
        problems = problems or check_files(files)
    elif (folder / METS).is_file():
        problems, files = check_package(folder), folder_files(folder)
    else:
        raise _Unreadable(f"{folder.name} is neither an OCFL object nor a package with METS.xml")
    if problems:
        return PackageVerdict(Outcome.INVALID, _sentence(problems), tuple(problems))
    return _judge_seal(files, anchors, at)


def _judge_seal(files: Files, anchors: Sequence[x509.Certificate], at: datetime | None) -> PackageVerdict:
    if SEAL not in files:
        return PackageVerdict(Outcome.INDETERMINATE, "complete and unchanged in itself, but not sealed")
    from salter.signatures.validation import validate_cms

    report = validate_cms(read_source(files[SEAL]), read_source(files[METS]), anchors, at=at)
    reasons = [*report.reasons, *(reason for signature in report.signatures for reason in signature.reasons)]
    if report.outcome is Outcome.VALID:
        return PackageVerdict(Outcome.VALID, f"complete, unchanged, sealed by {report.signatures[0].signer}")
    codes = ", ".join(reason.code for reason in reasons if reason.outcome is not Outcome.VALID)
    return PackageVerdict(report.outcome, f"complete and unchanged in itself, but the seal: {codes}")


def _sentence(problems: Sequence[Problem]) -> str:
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{first.path}: {first.detail} [{first.code}]{more}"
