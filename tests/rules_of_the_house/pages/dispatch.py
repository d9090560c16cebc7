"""Dispatching."""

from __future__ import annotations

from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import mailing, refused_by_post, today

PAGES: dict[str, Expected] = {
    "registry:dispatch": Expected(),
    "registry:dispatch-act": Expected(values=lambda scene: {"act_id": scene.signed.pk}),
    "registry:handover": Expected(values=lambda scene: {"delivery_id": scene.posted.pk}),
    "registry:undelivered": Expected(),
    "registry:undelivered-one": Expected(values=lambda scene: {"delivery_id": scene.returned.pk}),
    "registry:publish": Expected(values=lambda scene: {"delivery_id": scene.returned.pk}),
    "registry:notices": Expected(),
    "registry:notice-down": Expected(values=lambda scene: {"notice_id": scene.on_board}),
    "registry:notice-pdf": Expected(values=lambda scene: {"notice_id": scene.on_board}, plain=True),
    "registry:channels": Expected(),
    "registry:outgoing": Expected(),
    "registry:outgoing-day": Expected(values=today),
    "registry:outgoing-strike": Expected(values=lambda scene: {"delivery_id": scene.in_book}),
    "registry:outgoing-print": Expected(values=lambda scene: {**today(scene), "what": "list.pdf"}, plain=True),
    "registry:mailings": Expected(),
    "registry:mailing-new": Expected(),
    "registry:mailing": Expected(values=mailing),
    "registry:mailing-letters": Expected(values=mailing),
    "registry:mailing-again": Expected(422, values=mailing, sent={}),  # nothing of it failed
    "registry:mailing-hand": Expected(values=mailing),
    "registry:mailing-file": Expected(
        values=lambda scene: {**mailing(scene), "kind": "letters", "volume": 1}, plain=True
    ),
    "registry:state-mailbox": Expected(),
    "registry:state-mailbox-all": Expected(plain=True),
    "registry:state-mailbox-one": Expected(values=lambda scene: {"delivery_id": scene.external.pk}, plain=True),
    "registry:email-notice": Expected(values=lambda scene: {"delivery_id": scene.posted.pk}),
    "registry:slips": Expected(),
    "registry:channel-result": Expected(values=refused_by_post),
}
