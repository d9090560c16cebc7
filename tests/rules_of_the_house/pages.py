"""Every page of the URL map, and what it answers to whom: a page without a line here fails the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.tenancy import scope, uuid7
from salter.registry.models import ClassMark, Procedure, RetentionRule
from tests.support.scene import Scene


@dataclass(frozen=True)
class Page:
    """One address of the map; the decorator `page` has written on the view who may open it."""

    name: str
    view: Callable[..., object]

    @property
    def roles(self) -> frozenset[Role]:
        """Who may open it; empty for everybody who is signed in."""
        return frozenset(getattr(self.view, "roles", ()))

    @property
    def public(self) -> bool:
        """Whether it is open to those who are not signed in."""
        return bool(getattr(self.view, "public", True))


def pages(urlconf: str | None = None) -> dict[str, Page]:
    """The URL map by name (by route where there is no name)."""
    return {page.name: page for page in _pages(get_resolver(urlconf).url_patterns)}


def _pages(patterns: list[URLPattern | URLResolver], route: str = "", space: str = "") -> Iterator[Page]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _pages(entry.url_patterns, route + str(entry.pattern), inner)
        elif callable(entry.callback):
            name = f"{space}{entry.name}" if entry.name else f"/{route}{entry.pattern}"
            yield Page(name, entry.callback)


Values = Callable[[Scene], Mapping[str, object]]


@dataclass(frozen=True)
class Expected:
    """What a page answers to who may open it (`status`); roles of `hidden` pass the door, but find nothing (404).

    `values` gives the address' values in an office; an address without values shows no single object.
    """

    status: int = 200
    values: Values | None = None
    hidden: tuple[Role, ...] = ()
    sent: Mapping[str, str] | None = None
    plain: bool = False  # a file or data: no page to look at
    query: str = ""

    def address(self, name: str, scene: Scene) -> str:
        """The address in that office."""
        with translation.override("sr"), scope(scene.office.organisation.pk):
            values = dict(self.values(scene)) if self.values else None
            return (name if name.startswith("/") else reverse(name, kwargs=values)) + self.query


def case(scene: Scene) -> dict[str, object]:
    """The open case."""
    return {"case_id": scene.open.case_id}


def closed(scene: Scene) -> dict[str, object]:
    """The closed case that the archive has not taken over yet."""
    return {"case_id": scene.closed.pk}


def running(scene: Scene) -> dict[str, object]:
    """A clock of the open case."""
    return {**case(scene), "deadline_id": scene.clock}


def _task(scene: Scene) -> dict[str, object]:
    """A task of the open case."""
    return {**case(scene), "task_id": scene.task}


def joining(scene: Scene) -> dict[str, object]:
    """What is conducted together with the open case."""
    return {**case(scene), "joining_id": scene.joining.pk}


def datum(scene: Scene) -> dict[str, object]:
    """What the handler has asked another body for."""
    return {**case(scene), "data_id": scene.datum}


def of_party(scene: Scene) -> dict[str, object]:
    """The party of the open case."""
    return {**case(scene), "party_id": scene.open.case.parties.get().pk}


def submission(scene: Scene) -> dict[str, object]:
    """The submission of the open case."""
    return {"case_id": scene.open.case_id, "submission_id": scene.open.pk}


def came_in(scene: Scene) -> dict[str, object]:
    """What came by e-mail and waits."""
    return {"incoming_id": scene.incoming.pk}


def list_table(scene: Scene) -> dict[str, object]:
    """The checked table of acts for the list."""
    return {**act_list(scene), "table_id": scene.list_table}


def received(scene: Scene) -> dict[str, object]:
    """The invoice in the book of received invoices."""
    return {"invoice_id": scene.invoice.pk}


def _doubtful(scene: Scene) -> dict[str, object]:
    """The invoice that came in and waits for a look."""
    return {"incoming_id": scene.doubtful.pk, "file_id": scene.doubtful.files.get(position=0).pk}


def draft(scene: Scene) -> dict[str, object]:
    """The act that is being drafted."""
    return {"case_id": scene.draft.case_id, "act_id": scene.draft.pk}


def delivered(scene: Scene) -> dict[str, object]:
    """The letter that the citizen has opened."""
    return {"delivery_id": scene.delivered.pk}


def written(scene: Scene) -> dict[str, object]:
    """What the citizen has written to the body and sent."""
    return {"letter_id": scene.written.pk}


def begun_letter(scene: Scene) -> dict[str, object]:
    """A letter that the citizen has not sent."""
    return {"letter_id": scene.begun_letter.letter_id}


def unit(scene: Scene) -> dict[str, object]:
    """The archived case."""
    return {"unit_id": scene.archived}


def act_list(scene: Scene) -> dict[str, object]:
    """The list of acts."""
    return {"list_id": scene.listed.act_list_id}


def mine(scene: Scene) -> dict[str, object]:
    """The citizen's own case."""
    return {"case_id": scene.sent_submission.case_id}


def _drawn(scene: Scene) -> dict[str, object]:
    """The first page of a signed decision, as a picture."""
    return {"case_id": scene.signed.case_id, "document_id": scene.signed.document_id, "number": 1}


def _bound(scene: Scene) -> dict[str, object]:
    """The clerk's PDF of the whole open case."""
    return {**case(scene), "copy_id": scene.case_copy}


def _letter(scene: Scene) -> dict[str, object]:
    row = scene.delivered.documents.get()
    return {**delivered(scene), "document_id": row.document_id}


def _handed_in(scene: Scene) -> dict[str, object]:
    row = scene.sent_submission.attachments.order_by("position").first()
    return {**mine(scene), "document_id": row.document_id if row else None}


# Sees no case of the office before the second instance is built, though it may open the pages of cases.
NO_CASES = (Role.SECOND_INSTANCE,)
OTHER_PARTY = (Role.COMPANY,)
# The PDF of a whole case is its asker's, the clerk's here.
NOT_THE_ASKER = (
    *(Role.REGISTRY_HEAD, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.SIGNATORY),
    *(Role.SECOND_INSTANCE, Role.ARCHIVIST, Role.INSPECTOR),
)
# A copy of a book is its asker's, the clerk's here.
NOT_THE_CLERK = (Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.INSPECTOR, Role.ARCHIVIST)


# A batch of scans is whose lot drew it, the head's here.
NOT_THE_DRAWER = (Role.REGISTRY_CLERK, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)


# A task is its doer's and the handler's.
NOT_THE_DOER = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.SIGNATORY)


def scan(scene: Scene) -> dict[str, object]:
    """The scan that waits for a second person."""
    return {"check_id": scene.scan.pk}


# A view is its keeper's, the handler's here.
NOT_THE_KEEPER = (
    *(Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.SIGNATORY),
    *(Role.SECOND_INSTANCE, Role.ARCHIVIST, Role.INSPECTOR),
)


def _saved_view(scene: Scene) -> dict[str, object]:
    """The view that the handler keeps."""
    return {"view_id": scene.saved_view}


def person(scene: Scene) -> dict[str, object]:
    """The handler."""
    return {"staff_id": scene.office.people[Role.HANDLER].pk}


def _unit_of_office(scene: Scene) -> dict[str, object]:
    return {"unit_id": scene.office.units["IV-02"].pk}


def _procedure(scene: Scene) -> dict[str, object]:
    return {"procedure_id": Procedure.objects.get(organisation=scene.office.organisation, code="P036").pk}


def _class_mark(scene: Scene) -> dict[str, object]:
    return {"mark_id": ClassMark.objects.filter(organisation=scene.office.organisation).order_by("id")[0].pk}


def _retention_rule(scene: Scene) -> dict[str, object]:
    return {"rule_id": RetentionRule.objects.filter(organisation=scene.office.organisation).order_by("id")[0].pk}


def _appeal(scene: Scene) -> dict[str, object]:
    """An appeal of the open case."""
    return {**case(scene), "appeal_id": scene.appeal}


def _service(scene: Scene) -> dict[str, object]:
    """The dates of a party of the signed decision."""
    return {"case_id": scene.signed.case_id, "service_id": scene.signed.services.all()[0].pk}


def _part(scene: Scene) -> dict[str, object]:
    """The party of the open case."""
    return {**case(scene), "part_id": scene.open.case.parties.order_by("id")[0].pk}


def _stands_for(scene: Scene) -> dict[str, object]:
    """Who stands for the party of the open case."""
    return {**case(scene), "representative_id": scene.representative}


def _authorisation(scene: Scene) -> dict[str, object]:
    return {"authorisation_id": scene.office.people[Role.SIGNATORY].authorisations.get().pk}


def _old_book(scene: Scene) -> dict[str, object]:
    return {"book_id": scene.old_book}


def _mailing(scene: Scene) -> dict[str, object]:
    return {"mailing_id": scene.mailing}


def _state_export(scene: Scene) -> dict[str, object]:
    return {"export_id": scene.state_export}


def _state_row(scene: Scene) -> dict[str, object]:
    return {"row_id": scene.state_row}


def _today(scene: Scene) -> dict[str, object]:
    return {"day": clock.today(scene.office.organisation).isoformat()}


def _refused_by_post(scene: Scene) -> dict[str, object]:
    """What the post's word that a letter was refused means."""
    return {"channel_id": scene.posted.channel_id, "result": "refused"}


def _hook(scene: Scene) -> dict[str, object]:
    """The webhook."""
    return {"hook_id": scene.hook_call.hook_id}


def _loan(scene: Scene) -> dict[str, object]:
    return {"loan_id": scene.loan.pk}


def _box(scene: Scene) -> dict[str, object]:
    return {"box_id": scene.loan.case.places.get().box_id}


def _shelf(scene: Scene) -> dict[str, object]:
    return {"shelf_id": scene.loan.case.places.get().box.shelf_id}


EXPECTED: dict[str, Expected] = {
    "/health/live": Expected(plain=True),
    "/health/ready": Expected(plain=True),
    "/metrics": Expected(plain=True),
    "/favicon.ico": Expected(302, plain=True),
    "home": Expected(),
    "help": Expected(),
    "practice": Expected(),
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
    "organisations:end-authorisation": Expected(values=_authorisation),
    "organisations:import": Expected(),
    "organisations:import-template": Expected(plain=True),
    "organisations:units": Expected(),
    "organisations:new-unit": Expected(),
    "organisations:change-unit": Expected(values=_unit_of_office),
    "organisations:close-unit": Expected(302, values=_unit_of_office, sent={}),
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
    "portal:document": Expected(values=_handed_in, hidden=OTHER_PARTY, plain=True),
    "mailbox:inbox": Expected(),
    "mailbox:message": Expected(values=delivered, hidden=OTHER_PARTY),
    "mailbox:document": Expected(values=_letter, hidden=OTHER_PARTY, plain=True),
    "mailbox:evidence": Expected(
        values=lambda scene: {**delivered(scene), "kind": "pdf"}, hidden=OTHER_PARTY, plain=True
    ),
    "registry:home": Expected(),
    "registry:retry": Expected(302, values=lambda scene: {"failure_id": scene.failure}, sent={}),
    "registry:approve": Expected(),
    "registry:sign": Expected(),
    "registry:sign-check": Expected(302),  # nothing is ticked
    "registry:sign-result": Expected(),
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
    "registry:outgoing-day": Expected(values=_today),
    "registry:outgoing-print": Expected(values=lambda scene: {**_today(scene), "what": "list.pdf"}, plain=True),
    "registry:mailings": Expected(),
    "registry:mailing-new": Expected(),
    "registry:mailing": Expected(values=_mailing),
    "registry:mailing-letters": Expected(values=_mailing),
    "registry:mailing-again": Expected(422, values=_mailing, sent={}),  # nothing of it failed
    "registry:mailing-hand": Expected(values=_mailing),
    "registry:mailing-file": Expected(
        values=lambda scene: {**_mailing(scene), "kind": "letters", "volume": 1}, plain=True
    ),
    "registry:state-mailbox": Expected(),
    "registry:state-mailbox-all": Expected(plain=True),
    "registry:state-mailbox-one": Expected(values=lambda scene: {"delivery_id": scene.external.pk}, plain=True),
    "registry:email-notice": Expected(values=lambda scene: {"delivery_id": scene.posted.pk}),
    "registry:slips": Expected(),
    "registry:channel-result": Expected(values=_refused_by_post),
    "registry:restricted": Expected(),
    "registry:looks": Expected(),
    "registry:parties": Expected(),
    "registry:twins": Expected(),
    "registry:twins-compare": Expected(
        values=lambda scene: dict(zip(("first_id", "second_id"), scene.twins, strict=True))
    ),
    "registry:twins-undo": Expected(values=lambda scene: {"pair_id": scene.merged}),
    "registry:registers": Expected(),
    "registry:book": Expected(values=lambda scene: {"code": "basic", "year": scene.open.case.year}),
    "registry:close-register": Expected(values=lambda scene: {"code": "basic", "year": scene.open.case.year}),
    "registry:closing-note": Expected(
        values=lambda scene: {"code": "basic", "year": scene.closed_book.year}, plain=True
    ),
    "registry:open-book": Expected(),
    "registry:state-days": Expected(),
    "registry:state-export-new": Expected(),
    "registry:state-export": Expected(values=_state_export),
    "registry:state-export-bring": Expected(302, values=_state_export, sent={}),
    "registry:state-export-errors": Expected(values=_state_export, plain=True),
    "registry:state-row": Expected(values=_state_row),
    "registry:state-day": Expected(values=_today),
    "registry:state-day-close": Expected(422, values=_today, sent={}),
    "registry:state-extra": Expected(values=lambda scene: {**_today(scene), **case(scene)}),
    "registry:old-books": Expected(),
    "registry:old-book-new": Expected(),
    "registry:old-book": Expected(values=_old_book),
    "registry:old-book-bring": Expected(302, values=_old_book, sent={}),
    "registry:old-book-errors": Expected(values=_old_book, plain=True),
    "registry:parallel": Expected(),
    "registry:parallel-begin": Expected(),
    "registry:parallel-compare": Expected(),
    "registry:parallel-end": Expected(),
    "registry:day-sheet": Expected(values=lambda scene: {"sheet_id": scene.day_sheet}),
    "registry:parallel-note": Expected(values=lambda scene: {"run_id": scene.ended_run}, plain=True),
    "registry:copy-book": Expected(values=lambda scene: {"code": "up1", "year": scene.open.case.year}),
    "registry:lists": Expected(),
    "registry:calendar": Expected(),
    "registry:calendar-year": Expected(values=lambda scene: {"year": scene.open.case.year}),
    "registry:digest": Expected(),
    "registry:head": Expected(),
    "registry:mayor": Expected(),
    "registry:report-newest": Expected(),
    "registry:report": Expected(values=lambda scene: {"year": scene.open.case.year}),
    "registry:report-copy": Expected(
        values=lambda scene: {"copy_id": scene.report_copy}, hidden=(Role.MAYOR, Role.INSPECTOR), plain=True
    ),
    "registry:law": Expected(),
    "registry:law-rule": Expected(values=lambda _scene: {"setting": "appeal_days"}),
    "registry:carry-over": Expected(values=lambda scene: {"code": "basic", "year": scene.open.case.year}),
    "registry:remedies": Expected(values=case),
    "registry:case-parties": Expected(values=case, hidden=NO_CASES),
    "registry:representative-new": Expected(values=_part),
    "registry:representative-end": Expected(values=_stands_for),
    "registry:party-join": Expected(values=case),
    "registry:party-rewrite": Expected(values=_part),
    "registry:party-gone": Expected(values=_part),
    "registry:party-succeed": Expected(values=_part),
    "registry:appeals": Expected(values=case, hidden=NO_CASES),
    "registry:appeal-other": Expected(values=case),
    "registry:appeal-dismiss": Expected(values=_appeal),
    "registry:appeal-refuse": Expected(values=_appeal),
    "registry:appeal-grant": Expected(values=_appeal),
    "registry:appeal-forward": Expected(values=_appeal),
    "registry:appeal-outcome": Expected(values=_appeal),
    "registry:appeal-withdraw": Expected(values=_appeal),
    "registry:appeal-after": Expected(values=_appeal),
    "registry:appeal-mistake": Expected(values=_appeal),
    "registry:clause-put": Expected(values=lambda scene: {**_service(scene), "kind": "final"}),
    "registry:service-send": Expected(values=_service),
    "registry:service-appeal": Expected(values=_service),
    "registry:service-waiver": Expected(values=_service),
    "registry:service-mistake": Expected(values=_service),
    "registry:service-remedy": Expected(values=_service),
    "registry:invoices": Expected(),
    "registry:invoice-new": Expected(),
    "registry:invoice-book": Expected(),
    "registry:invoice-clock": Expected(),
    "registry:invoice-enter": Expected(values=_doubtful),
    "registry:invoice": Expected(values=received, hidden=NO_CASES),
    "registry:invoice-decide": Expected(values=received),
    "registry:invoice-view": Expected(302, values=received, sent={}),
    "registry:invoice-file": Expected(
        values=lambda scene: {**received(scene), "document_id": scene.invoice.original_id}, plain=True, hidden=NO_CASES
    ),
    "registry:list-new": Expected(),
    "registry:list": Expected(values=act_list, hidden=NO_CASES),
    "registry:list-tables": Expected(values=act_list),
    "registry:list-table": Expected(values=list_table),
    "registry:list-table-enter": Expected(302, values=list_table, sent={}),
    "registry:list-table-errors": Expected(values=list_table, plain=True),
    "registry:list-close": Expected(values=act_list),
    "registry:list-copy": Expected(values=act_list),
    "registry:list-cancel": Expected(values=lambda scene: {**act_list(scene), "act_id": scene.listed.pk}),
    "registry:copies": Expected(),
    "registry:copy": Expected(values=lambda scene: {"copy_id": scene.copy}, hidden=NOT_THE_CLERK),
    "registry:copy-all": Expected(values=lambda scene: {"copy_id": scene.copy}, hidden=NOT_THE_CLERK, plain=True),
    "registry:copy-volume": Expected(
        values=lambda scene: {"copy_id": scene.copy, "position": 1}, hidden=NOT_THE_CLERK, plain=True
    ),
    "registry:opening-note": Expected(404, values=lambda scene: {"code": "basic", "year": scene.open.case.year}),
    "registry:catalogue": Expected(),
    "registry:procedure": Expected(values=_procedure),
    "registry:new-procedure": Expected(),
    "registry:change-procedure": Expected(values=_procedure),
    "registry:procedure-in-use": Expected(values=_procedure),
    "registry:confirm-procedure": Expected(values=_procedure),
    "registry:plan": Expected(),
    "registry:plan-edition": Expected(query="?edition=memory"),
    "registry:new-class": Expected(),
    "registry:change-class": Expected(values=_class_mark),
    "registry:new-rule": Expected(),
    "registry:change-rule": Expected(values=_retention_rule),
    "registry:carry": Expected(),
    "registry:carry-out": Expected(values=lambda _scene: {"form": "yaml"}, plain=True),
    "signatures:keys": Expected(),
    "registry:scan-checks": Expected(),
    "registry:scan-rule": Expected(),
    "registry:scan-draw": Expected(302, sent={}),
    "registry:scan-sample": Expected(values=lambda scene: {"sample_id": scene.scan_sample}, hidden=NOT_THE_DRAWER),
    "registry:scan-check": Expected(values=scan),
    "registry:scan-file": Expected(values=scan, plain=True),
    "registry:scan-page": Expected(values=lambda scene: {**scan(scene), "number": 1}, plain=True),
    "registry:scan-refuse": Expected(values=scan),
    "registry:scan-again": Expected(values=scan),
    "journal:hooks": Expected(),
    "journal:hook-new": Expected(),
    "journal:hook": Expected(values=_hook),
    "journal:hook-change": Expected(values=_hook),
    "journal:hook-secret": Expected(values=_hook, sent={}),
    "journal:hook-pause": Expected(302, values=_hook, sent={}),
    "journal:hook-resume": Expected(302, values=_hook, sent={}),
    "journal:hook-skip": Expected(302, values=_hook, sent={}),
    "journal:hook-replay": Expected(302, values=lambda s: {**_hook(s), "call_id": s.hook_call.pk}, sent={}),
    "journal:hook-remove": Expected(302, values=_hook, sent={}),
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
    "registry:cases": Expected(),
    "registry:find": Expected(query="?q=захтев"),
    "registry:saved-views": Expected(),
    "registry:saved-view-new": Expected(),
    "registry:saved-view": Expected(values=_saved_view, hidden=NOT_THE_KEEPER),
    "registry:saved-view-remove": Expected(302, values=_saved_view, hidden=NOT_THE_KEEPER, sent={}),
    "registry:assign-many": Expected(),
    "registry:inbox": Expected(),
    "registry:delivery-book": Expected(),
    "registry:receive": Expected(302, values=case, hidden=NO_CASES, sent={}),
    "registry:case-return": Expected(values=case, hidden=NO_CASES),
    "registry:assign-undo": Expected(values=case, hidden=NO_CASES),
    "registry:load": Expected(),
    "registry:my-tasks": Expected(),
    "registry:tickler": Expected(values=case, hidden=NO_CASES),
    "registry:tickler-clear": Expected(values=case, hidden=NO_CASES),
    "registry:comments": Expected(values=case, hidden=NO_CASES),
    "registry:tasks": Expected(values=case, hidden=NO_CASES),
    "registry:task-done": Expected(302, values=_task, hidden=NOT_THE_DOER, sent={}),
    "registry:held": Expected(values=case, hidden=NO_CASES),
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
    "registry:case": Expected(values=case, hidden=NO_CASES),
    "registry:assign": Expected(values=case),
    "registry:status": Expected(values=case),
    "registry:wait": Expected(values=case),
    "registry:wait-end": Expected(values=lambda scene: {**case(scene), "wait_id": scene.wait}),
    "registry:data-open": Expected(),
    "registry:data-access": Expected(),
    "registry:data": Expected(values=case),
    "registry:data-new": Expected(values=case),
    "registry:data-ask": Expected(values=datum),
    "registry:data-answer": Expected(values=datum),
    "registry:data-came": Expected(values=datum),
    "registry:data-seen": Expected(values=datum),
    "registry:data-end": Expected(values=datum),
    "registry:statements": Expected(values=case),
    "registry:statement-call": Expected(values=of_party),
    "registry:statement-given": Expected(values=of_party),
    "registry:statement-left-out": Expected(values=of_party),
    "registry:withdrawal": Expected(values=case),
    "registry:withdrawal-back": Expected(values=lambda scene: {**case(scene), "withdrawal_id": scene.withdrawal}),
    "registry:official-note": Expected(values=case),
    "registry:recusals": Expected(values=case),
    "registry:recusals-waiting": Expected(),
    "registry:recusal-decide": Expected(
        values=lambda scene: {"recusal_id": scene.recusal},
        hidden=(Role.MAYOR,),  # only on that of the head
    ),
    "registry:related": Expected(values=case, hidden=NO_CASES),
    "registry:relate": Expected(values=case),
    "registry:unrelate": Expected(values=lambda scene: {**case(scene), "link_id": scene.link}),
    "registry:join": Expected(values=case),
    "registry:separate": Expected(values=joining),
    "registry:decide-alike": Expected(values=lambda scene: {**joining(scene), "case_id": scene.joining.joined_id}),
    "registry:inspections": Expected(values=case),
    "registry:disposition": Expected(values=case),
    "registry:clock-start": Expected(values=case),
    "registry:clock-meet": Expected(values=running),
    "registry:clock-drop": Expected(values=running),
    "registry:extend": Expected(values=case),
    "registry:initiative": Expected(values=case),
    "registry:external": Expected(values=case),
    "registry:close": Expected(values=case),
    "registry:retention": Expected(values=closed),
    "registry:retention-open": Expected(),
    "registry:reopen": Expected(values=closed),
    "registry:case-place": Expected(values=case),
    "registry:lend": Expected(values=case),
    "registry:shelves": Expected(),
    "registry:shelf": Expected(values=_shelf),
    "registry:shelf-remove": Expected(302, values=_shelf, sent={}),
    "registry:box": Expected(values=_box),
    "registry:box-label": Expected(values=_box),
    "registry:box-move": Expected(values=_box),
    "registry:loans": Expected(),
    "registry:slip": Expected(values=_loan),
    "registry:loan-return": Expected(values=_loan),
    "registry:cancel": Expected(values=case),
    "registry:access": Expected(values=case),
    "registry:supplement": Expected(values=case),
    "registry:registered": Expected(values=submission, hidden=NO_CASES),
    "registry:label": Expected(values=submission, hidden=NO_CASES),
    "registry:receipt": Expected(values=submission, plain=True),
    "registry:document": Expected(
        values=lambda scene: {**case(scene), "document_id": scene.paper.pk}, hidden=NO_CASES, plain=True
    ),
    "registry:picture": Expected(values=_drawn, hidden=NO_CASES, plain=True),
    "registry:paper-note": Expected(values=case),
    "registry:paper": Expected(values=lambda scene: {**case(scene), "paper_id": scene.on_paper}),
    "registry:cover": Expected(values=case, hidden=NO_CASES, plain=True),
    "registry:cover-label": Expected(values=case, hidden=NO_CASES),
    "registry:whole": Expected(values=case, hidden=NO_CASES),
    "registry:whole-zip": Expected(values=case, hidden=NO_CASES, plain=True),
    "registry:case-copy": Expected(values=_bound, hidden=NOT_THE_ASKER),
    "registry:case-copy-file": Expected(values=_bound, hidden=NOT_THE_ASKER, plain=True),
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
    "registry:act-versions": Expected(values=draft, hidden=NO_CASES),
    "registry:act-version": Expected(values=lambda scene: {**draft(scene), "number": 3}, hidden=NO_CASES),
    "registry:act-compare": Expected(values=draft, hidden=NO_CASES, query="?before=1&after=2"),
    "registry:act-word": Expected(values=draft, hidden=NO_CASES, plain=True),
    "registry:act-from-word": Expected(values=draft, hidden=NO_CASES),
    "registry:act-pdf": Expected(values=draft, hidden=NO_CASES, plain=True),
    "registry:act-do": Expected(422, values=draft, hidden=NO_CASES, sent={"deed": "nothing known"}),
    "archive:units": Expected(),
    "archive:waiting": Expected(),
    "archive:keep": Expected(values=lambda scene: {"case_id": scene.closed.pk}),
    "archive:book": Expected(),
    "archive:unit": Expected(values=unit),
    "archive:check": Expected(302, values=unit, sent={}),
    "archive:sip": Expected(values=unit, plain=True),
    "archive:aip": Expected(values=unit, plain=True),
}


def unlisted(found: Mapping[str, Page]) -> list[str]:
    """Pages of the map without a line in the table, and lines without a page; the API has a table of its own."""
    names = {name for name in found if not name.startswith("api:")}
    return [f"{name} has no line in the table" for name in sorted(names - EXPECTED.keys())] + [
        f"{name} is no page any more" for name in sorted(EXPECTED.keys() - names)
    ]


def wanted(page: Page, expected: Expected, role: Role | None) -> int:
    """The status that the page owes to the person of a role (None: not signed in) for an object of the own office."""
    if page.public:
        return expected.status
    if role is None:
        return 302
    if page.roles and role not in page.roles:
        return 403
    return 404 if role in expected.hidden else expected.status
