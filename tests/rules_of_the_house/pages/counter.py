"""The counter: what comes in, and from whom."""

from __future__ import annotations

from salter.organisations.tenancy import uuid7
from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import NO_CASES, NOT_THE_DRAWER, came_in, case, scan, submission

PAGES: dict[str, Expected] = {
    "registry:parties": Expected(),
    "registry:twins": Expected(),
    "registry:twins-compare": Expected(
        values=lambda scene: dict(zip(("first_id", "second_id"), scene.twins, strict=True))
    ),
    "registry:twins-undo": Expected(values=lambda scene: {"pair_id": scene.merged}),
    "registry:scan-checks": Expected(),
    "registry:scan-rule": Expected(),
    "registry:scan-draw": Expected(302, sent={}),
    "registry:scan-sample": Expected(values=lambda scene: {"sample_id": scene.scan_sample}, hidden=NOT_THE_DRAWER),
    "registry:scan-check": Expected(values=scan),
    "registry:scan-file": Expected(values=scan, plain=True),
    "registry:scan-page": Expected(values=lambda scene: {**scan(scene), "number": 1}, plain=True),
    "registry:scan-refuse": Expected(values=scan),
    "registry:scan-again": Expected(values=scan),
    "registry:mail": Expected(),
    "registry:mail-new": Expected(),
    "registry:mail-account": Expected(values=lambda scene: {"account_id": scene.mail_account}),
    "registry:mail-ask": Expected(302, values=lambda scene: {"account_id": scene.mail_account}, sent={}),
    "registry:incoming": Expected(),
    "registry:scan-sheets": Expected(),
    "registry:scan-sheets-new": Expected(plain=True),
    "registry:scan-sheet": Expected(values=case, hidden=NO_CASES, plain=True),
    "registry:incoming-one": Expected(values=came_in),
    "registry:incoming-file": Expected(
        values=lambda scene: {**came_in(scene), "file_id": scene.incoming.files.get(position=0).pk}, plain=True
    ),
    "registry:incoming-aside": Expected(values=came_in),
    "registry:incoming-back": Expected(302, values=came_in, sent={}),
    "registry:incoming-retry": Expected(302, values=came_in, sent={}),
    "registry:intake": Expected(),
    "registry:register": Expected(),
    "registry:next-book": Expected(404, values=lambda scene: {"form_id": uuid7()}),  # nothing waits for anybody
    "registry:post": Expected(),
    "registry:oral": Expected(),
    "registry:place": Expected(),
    "registry:sheets": Expected(),
    "registry:sheets-pdf": Expected(values=lambda scene: {"batch": scene.sheets}, plain=True),
    "registry:labels": Expected(404),  # nothing is ticked
    "registry:envelopes": Expected(),
    "registry:envelope": Expected(values=lambda scene: {"reception_id": scene.envelope}),
    "registry:record": Expected(values=lambda scene: {"reception_id": scene.record}),
    "registry:undo": Expected(values=case),
    "registry:cede": Expected(values=case),
    "registry:supplement": Expected(values=case),
    "registry:registered": Expected(values=submission, hidden=NO_CASES),
    "registry:label": Expected(values=submission, hidden=NO_CASES),
    "registry:receipt": Expected(values=submission, plain=True),
}
