"""The citizen's side: portal and mailbox."""

from __future__ import annotations

from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import (
    OTHER_PARTY,
    begun_letter,
    delivered,
    handed_in,
    letter_document,
    mine,
    written,
)

PAGES: dict[str, Expected] = {
    "portal:catalogue": Expected(),
    "portal:authorised": Expected(),
    "portal:service": Expected(values=lambda scene: {"code": "P036"}),
    "portal:start": Expected(values=lambda scene: {"code": "P036"}),
    "portal:question": Expected(
        values=lambda scene: {"draft_id": scene.request, "code": "purpose"}, hidden=OTHER_PARTY
    ),
    "portal:resume": Expected(302, values=lambda scene: {"draft_id": scene.request}, hidden=OTHER_PARTY),
    "portal:check": Expected(values=lambda scene: {"draft_id": scene.request}, hidden=OTHER_PARTY),
    "portal:leave": Expected(values=lambda scene: {"draft_id": scene.request}, hidden=OTHER_PARTY),
    "portal:sent": Expected(values=lambda scene: {"draft_id": scene.sent}, hidden=OTHER_PARTY),
    "portal:file": Expected(
        values=lambda scene: {"draft_id": scene.request, "file_id": scene.request_file},
        hidden=OTHER_PARTY,
        plain=True,
    ),
    "portal:status-search": Expected(),
    "portal:status": Expected(values=lambda scene: {"number": scene.sent_submission.submission_number}),
    "portal:board": Expected(),
    "portal:log": Expected(),
    "portal:log-check": Expected(),
    "portal:log-anchors": Expected(plain=True),
    "portal:log-head": Expected(404, values=lambda scene: {"size": 1}, plain=True),
    "portal:my": Expected(),
    "portal:alerts": Expected(),
    "portal:case": Expected(values=mine, hidden=OTHER_PARTY),
    "portal:supplement": Expected(values=mine, hidden=OTHER_PARTY),
    "portal:supplement-sent": Expected(
        values=lambda scene: {"submission_id": scene.sent_submission.pk}, hidden=OTHER_PARTY
    ),
    "portal:receipt": Expected(
        values=lambda scene: {"submission_id": scene.sent_submission.pk, "kind": "pdf"}, hidden=OTHER_PARTY, plain=True
    ),
    "portal:letters": Expected(),
    "portal:write": Expected(),
    "portal:letter": Expected(values=written, hidden=OTHER_PARTY),
    "portal:letter-check": Expected(values=begun_letter, hidden=OTHER_PARTY),
    "portal:letter-forget": Expected(values=begun_letter, hidden=OTHER_PARTY),
    "portal:letter-file": Expected(
        values=lambda scene: {**begun_letter(scene), "file_id": scene.begun_letter.pk}, hidden=OTHER_PARTY, plain=True
    ),
    "portal:letter-confirmation": Expected(values=written, hidden=OTHER_PARTY, plain=True),
    "portal:document": Expected(values=handed_in, hidden=OTHER_PARTY, plain=True),
    "mailbox:inbox": Expected(),
    "mailbox:message": Expected(values=delivered, hidden=OTHER_PARTY),
    "mailbox:document": Expected(values=letter_document, hidden=OTHER_PARTY, plain=True),
    "mailbox:evidence": Expected(
        values=lambda scene: {**delivered(scene), "kind": "pdf"}, hidden=OTHER_PARTY, plain=True
    ),
}
