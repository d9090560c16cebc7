"""Who writes comments and does tasks, and how long they may be: pure rules."""

from __future__ import annotations

from salter.organisations.models import Role

WRITERS = (
    Role.REGISTRY_CLERK,
    Role.REGISTRY_HEAD,
    Role.HANDLER,
    Role.UNIT_HEAD,
    Role.HEAD_OF_ADMINISTRATION,
    Role.SIGNATORY,
)
"""Who works on cases. Inspectors, archivists and the second instance read what was written."""

LONGEST = 2000
"""Letters of a comment: what is longer belongs into an official note."""
