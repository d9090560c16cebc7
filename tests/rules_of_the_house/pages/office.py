"""The house, the staff, the journal."""

from __future__ import annotations

from salter.organisations.models import Role
from salter.organisations.tenancy import uuid7
from tests.rules_of_the_house.pages.expected import Expected
from tests.rules_of_the_house.pages.values import authorisation, hook, office_unit, person

PAGES: dict[str, Expected] = {
    "/health/live": Expected(plain=True),
    "/health/ready": Expected(plain=True),
    "/metrics": Expected(plain=True),
    "/favicon.ico": Expected(302, plain=True),
    "home": Expected(),
    "help": Expected(),
    "set-up:code": Expected(404),  # there is an office
    "set-up:check": Expected(404),
    "set-up:step": Expected(404, values=lambda _scene: {"name": "kind"}),
    "organisations:sign-in": Expected(),
    "organisations:sign-out": Expected(302, sent={}),
    "organisations:second": Expected(302),  # nobody is between the two steps
    "organisations:sign-in-passkey": Expected(302, sent={}),
    "organisations:passkey-options": Expected(plain=True),
    "organisations:forgotten": Expected(),
    "organisations:set-password": Expected(404, values=lambda _scene: {"token": "nobody"}),
    "organisations:staff": Expected(),
    "organisations:new-person": Expected(),
    "organisations:person": Expected(values=person),
    "organisations:change-post": Expected(values=person),
    "organisations:roles": Expected(values=person),
    "organisations:invite": Expected(values=person),
    "organisations:withdraw-link": Expected(302, values=person, sent={}),
    "organisations:deactivate": Expected(values=person),
    "organisations:reactivate": Expected(302, values=person, sent={}),
    "organisations:authorise": Expected(values=person),
    "organisations:end-authorisation": Expected(values=authorisation),
    "organisations:import": Expected(),
    "organisations:import-template": Expected(plain=True),
    "organisations:units": Expected(),
    "organisations:new-unit": Expected(),
    "organisations:change-unit": Expected(values=office_unit),
    "organisations:close-unit": Expected(302, values=office_unit, sent={}),
    "organisations:mandates": Expected(),
    "organisations:new-mandate": Expected(),
    "organisations:end-mandate": Expected(302, values=lambda scene: {"mandate_id": scene.mandate}, sent={}),
    "organisations:absences": Expected(),
    "organisations:new-absence": Expected(),
    "organisations:end-absence": Expected(
        302, values=lambda scene: {"absence_id": scene.absence}, sent={}, hidden=(Role.UNIT_HEAD,)
    ),
    "organisations:programs": Expected(),
    "organisations:new-program": Expected(),
    "organisations:program": Expected(values=lambda scene: {"staff_id": scene.program}),
    "organisations:languages": Expected(),
    "organisations:change-language": Expected(values=lambda _scene: {"code": "hu"}),
    "organisations:end-language": Expected(302, values=lambda _scene: {"code": "hu"}, sent={}),
    "organisations:modes": Expected(),
    "organisations:change-mode": Expected(values=lambda _scene: {"function": "archive"}),
    "organisations:office": Expected(),
    "organisations:provider": Expected(404),  # no provider is configured
    "organisations:provider-back": Expected(404),
    "organisations:confirm": Expected(),
    "organisations:security": Expected(),
    "organisations:sessions-end": Expected(302, sent={}),
    "organisations:assurance": Expected(302),
    "organisations:factors-away": Expected(302, values=person),
    # These ask for a fresh sign-in; who has just come by a test has not shown anything.
    "organisations:password": Expected(302),
    "organisations:codes": Expected(302),
    "organisations:codes-remove": Expected(302, sent={}),
    "organisations:recovery": Expected(302),
    "organisations:passkey-add": Expected(302),
    "organisations:passkey-make": Expected(302),
    "organisations:passkey": Expected(302, values=lambda scene: {"passkey_id": 1}),
    "organisations:provider-link": Expected(302),
    "organisations:provider-unlink": Expected(302, sent={}),
    "organisations:token-end": Expected(404, values=lambda scene: {"digest": "0"}, sent={}),
    "organisations:kept-all": Expected(),
    "organisations:kept": Expected(404, values=lambda scene: {"form_id": uuid7()}),  # nothing is kept for anybody
    "ui:style-guide": Expected(),
    "signatures:keys": Expected(),
    "journal:hooks": Expected(),
    "journal:hook-new": Expected(),
    "journal:hook": Expected(values=hook),
    "journal:hook-change": Expected(values=hook),
    "journal:hook-secret": Expected(values=hook, sent={}),
    "journal:hook-pause": Expected(302, values=hook, sent={}),
    "journal:hook-resume": Expected(302, values=hook, sent={}),
    "journal:hook-skip": Expected(302, values=hook, sent={}),
    "journal:hook-replay": Expected(302, values=lambda s: {**hook(s), "call_id": s.hook_call.pk}, sent={}),
    "journal:hook-remove": Expected(302, values=hook, sent={}),
}
