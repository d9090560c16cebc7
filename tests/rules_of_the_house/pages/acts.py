"""Acts, templates, signing."""

from __future__ import annotations

from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import NO_CASES, case, draft, signed_act

PAGES: dict[str, Expected] = {
    "registry:approve": Expected(),
    "registry:sign": Expected(),
    "registry:sign-check": Expected(302),  # nothing is ticked
    "registry:sign-result": Expected(),
    "registry:act-new": Expected(values=case, query="?kind=decision"),
    "registry:layouts": Expected(),
    "registry:layout-new": Expected(query="?kind=decision"),
    "registry:layout-preview": Expected(values=None, sent={"kind": "decision", "source": "= А"}, plain=True),
    "registry:layout": Expected(values=lambda scene: {"layout_id": scene.layout}),
    "registry:layout-from-word": Expected(query="?kind=decision"),
    "registry:layout-from-word-again": Expected(values=lambda scene: {"layout_id": scene.layout}),
    "registry:layout-file": Expected(404, values=lambda scene: {"layout_id": scene.layout, "number": 1}, plain=True),
    "registry:act-filled": Expected(404, values=draft, hidden=NO_CASES, plain=True),
    "registry:layout-approve": Expected(302, values=lambda scene: {"layout_id": scene.layout, "number": 1}, sent={}),
    "registry:layout-use": Expected(302, values=lambda scene: {"layout_id": scene.layout}, sent={"deed": "retire"}),
    "registry:act-as-in": Expected(values=lambda scene: {**case(scene), "kind": "decision"}),
    "registry:act": Expected(values=draft, hidden=NO_CASES),
    "registry:joint": Expected(values=case),
    "registry:rectify": Expected(values=signed_act),
    "registry:act-versions": Expected(values=draft, hidden=NO_CASES),
    "registry:act-version": Expected(values=lambda scene: {**draft(scene), "number": 3}, hidden=NO_CASES),
    "registry:act-compare": Expected(values=draft, hidden=NO_CASES, query="?before=1&after=2"),
    "registry:act-word": Expected(values=draft, hidden=NO_CASES, plain=True),
    "registry:act-from-word": Expected(values=draft, hidden=NO_CASES),
    "registry:act-pdf": Expected(values=draft, hidden=NO_CASES, plain=True),
    "registry:act-do": Expected(422, values=draft, hidden=NO_CASES, sent={"deed": "nothing known"}),
}
