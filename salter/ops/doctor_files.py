"""The doctor looks at the files: are documents and archived cases what their rows say? Read as streams, in parallel."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from salter.ops.doctor import Check
from salter.ops.recovery.files import in_parallel, told

NEWEST = 200
SHOWN = 5
REMEDY = "Restore those files from a backup (manual, page backup); nothing else may be put there."


def check_files(*, full: bool, say: Callable[[str], None]) -> Iterator[Check]:
    """Hash the newest, or all, documents and archived cases of every office."""
    yield _check("documents", in_parallel(_lost_document, _documents(full)), full, say)
    yield _check("archive", in_parallel(_lost_object, _objects(full)), full, say)


def _check(name: str, results: Iterator[str], full: bool, say: Callable[[str], None]) -> Check:
    seen, wrong = 0, []
    for lost in told(results, say, name):
        seen += 1
        if lost:
            wrong.append(lost)
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        return Check(name, "failure", f"missing or changed: {', '.join(wrong[:SHOWN])}{more}. {REMEDY}")
    what = "all" if full else "the newest"
    return Check(name, "ok", f"{what} {seen} are what their rows say" + ("" if full else "; --full reads all"))


def _documents(full: bool) -> Iterator[str]:
    from salter.documents.models import Document
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope

    for organisation in list(Organisation.objects.order_by("pk")):
        with scope(organisation.pk):
            rows = Document.objects.filter(destroyed_at=None).order_by("-id").values_list("sha256", flat=True)
            yield from (rows if full else rows[:NEWEST]).iterator()


def _objects(full: bool) -> Iterator[str]:
    from salter.archive.models import ArchiveUnit
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope

    for organisation in list(Organisation.objects.order_by("pk")):
        with scope(organisation.pk):
            rows = ArchiveUnit.objects.filter(destroyed_at=None).order_by("-id").values_list("object_id", flat=True)
            yield from (rows if full else rows[: NEWEST // 10]).iterator()


def _lost_document(sha256: str) -> str:
    """Empty when the bytes are there and right, else the beginning of the hash."""
    from salter.documents import blobs
    from salter.documents.actions import storage

    return "" if blobs.verify(storage(), sha256) else sha256[:12]


def _lost_object(object_id: str) -> str:
    """Empty when the archived case is sound, else its identifier."""
    from salter.archive.fixity import check_kept
    from salter.documents.actions import storage

    return object_id if check_kept(storage(), object_id) else ""
