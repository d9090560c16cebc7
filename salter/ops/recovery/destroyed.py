"""What was destroyed stays destroyed, also when an older backup is restored.

Every backup adds to a list in its folder which archived cases were destroyed by then, by which approval. A restore
reads that list, not only its snapshot: what the snapshot still has of them is destroyed again before anybody can open
the office. What was destroyed after the newest backup of the folder nobody knows here (manual, page archive).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from salter.ops.recovery import database
from salter.ops.recovery.folder import Folder, write_flushed

NAME = "destroyed.jsonl"
DESTROYED = (
    "SELECT object_id, to_jsonb(u)->'destroyed_by' FROM archive_archiveunit u "
    "WHERE to_jsonb(u)->>'destroyed_at' IS NOT NULL ORDER BY object_id"
)
"""By way of JSON, for the schema may be older than this program: then nothing was destroyed."""


def keep(folder: Folder, view: database.View) -> None:
    """Add to the list what is destroyed at the moment of a snapshot; what stands there already stays."""
    known = listed(folder.root)
    found = {str(object_id): told for object_id, told in view.rows(DESTROYED)}
    if found.keys() - known.keys():
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in sorted((found | known).items())]
        write_flushed(folder.root / NAME, "".join(lines).encode())


def listed(root: Path) -> dict[str, dict[str, Any]]:
    """The archived cases that were destroyed before any backup of this folder, and by which approval."""
    path = root / NAME
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return dict(json.loads(line) for line in lines)


def again(root: Path) -> int:
    """Destroy again what the restored snapshot has brought back; gives how many cases. Needs Django."""
    from salter.archive.disposal.destroying import destroy_again
    from salter.archive.models import ArchiveUnit
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope

    gone, count = listed(root), 0
    for organisation in Organisation.objects.order_by("pk") if gone else ():
        with scope(organisation.pk):
            for unit in ArchiveUnit.objects.select_related("organisation").filter(object_id__in=list(gone)):
                count += destroy_again(unit, gone[unit.object_id])
    return count
