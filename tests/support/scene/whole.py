"""The whole scene: one object of every sort that a page shows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from salter.archive.actions import archive_case
from salter.archive.models import Disposal
from salter.documents.models import Document
from salter.journal.models import HookCall
from salter.journal.tasks import run_everything
from salter.mailbox.models import Delivery, Medium
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.portal import actions as portal
from salter.portal.letters import actions as letters
from salter.portal.models import Letter, LetterFile
from salter.registry import actions, receipts
from salter.registry.models import (
    Act,
    ActKind,
    Case,
    DossierCase,
    GuaranteeUse,
    Hearing,
    Incoming,
    Invoice,
    Joining,
    ListedAct,
    Loan,
    Manner,
    Register,
    ScanCheck,
    Submission,
)
from salter.training.models import LiveClass
from tests.portal.scenes import begun, filled, pdf, upload, viewer
from tests.support.office import Office, found_office
from tests.support.scene.basics import citizen, closed, registered, signed
from tests.support.scene.books import (
    an_act_listed,
    beside,
    closed_book,
    copied,
    day_sheet,
    doubtful,
    ended_run,
    entered_invoice,
    list_table,
    old_book,
    reported,
)
from tests.support.scene.cases import (
    asked,
    bound,
    council,
    drafted,
    in_hungarian,
    joined,
    layout,
    lent,
    linked,
    moved,
    narrowed,
    noted,
    recused,
    representative,
    running_clock,
    silent,
    waits,
)
from tests.support.scene.counter import came_in, letter, letter_box, merged, on_paper, sampled, scanned, taken, twins
from tests.support.scene.disposal import on_a_list
from tests.support.scene.dossiers import filed, put_by
from tests.support.scene.guarantees import guaranteed
from tests.support.scene.hearings import heard, hearing
from tests.support.scene.house import away, called, failed, kept_view, program, stands_in
from tests.support.scene.practising import live_class
from tests.support.scene.sending import came_back, in_book, on_board, printed, sent_also


@dataclass
class Scene:
    """The office and its objects; `about` are the words that stand in every paper of it."""

    office: Office
    about: str
    open: Submission
    draft: Act
    signed: Act
    posted: Delivery
    returned: Delivery
    on_board: UUID
    external: Delivery
    in_book: UUID
    mailing: UUID
    delivered: Delivery
    closed: Case
    archived: UUID
    request: UUID
    request_file: UUID
    sent: UUID
    sent_submission: Submission
    failure: UUID
    closed_book: Register
    mandate: UUID
    absence: UUID
    copy: UUID
    report_copy: UUID
    listed: ListedAct
    list_table: UUID
    invoice: Invoice
    doubtful: Incoming
    old_book: UUID
    day_sheet: UUID
    ended_run: UUID
    state_export: UUID
    state_row: UUID
    incoming: Incoming
    scan: ScanCheck
    scan_sample: UUID
    envelope: UUID
    record: UUID
    sheets: UUID
    on_paper: UUID
    wait: UUID
    case_copy: UUID
    mail_account: UUID
    hook_call: HookCall
    program: UUID
    saved_view: UUID
    twins: tuple[UUID, UUID]
    merged: UUID
    written: Letter
    begun_letter: LetterFile
    clock: UUID
    task: UUID
    loan: Loan
    representative: UUID
    change: UUID
    datum: UUID
    withdrawal: UUID
    language: UUID
    appeal: UUID
    layout: UUID
    recusal: UUID
    link: UUID
    joining: Joining
    second_instance: UUID
    hearing: Hearing
    heard: Hearing
    filed: DossierCase
    put_by: UUID
    live: LiveClass
    guaranteed: GuaranteeUse
    disposal: Disposal

    @property
    def paper(self) -> Document:
        """What came with the open case."""
        return Document.objects.get(attachments__submission=self.open)


def play(code: str, about: str = "Захтев за заузеће јавне површине") -> Scene:
    """Found an office and let it work until there is one of everything; runs in no scope, leaves none."""
    office = found_office(code)
    with scope(office.organisation.pk):
        return _play(office, about)


def _play(office: Office, about: str) -> Scene:
    clerk, party = office.viewer(Role.REGISTRY_CLERK), citizen(office)
    opened = registered(office, about, office.party("Стојан Пешић"))
    notice = signed(office, opened.case, ActKind.NOTICE)
    [posted] = actions.dispatch_act(clerk, act=notice)
    draft = drafted(office, opened.case)
    decision = signed(office, registered(office, about, party).case)
    put_away, _delivery = closed(office, registered(office, about, party).case)
    for_good, delivered = closed(office, registered(office, about, party).case)
    unit = archive_case(office.viewer(Role.ARCHIVIST), case=for_good)
    request = begun(office, "P036")
    files = portal.attach(viewer(office), draft=request, question="sketch", uploads=[upload(pdf())])
    sent = filled(office)
    submission = portal.submit(viewer(office), draft=sent)
    run_everything()
    receipts.ensure(clerk, submission)
    listed = an_act_listed(office, about)
    return Scene(
        office=office,
        about=about,
        open=opened,
        draft=draft,
        signed=decision,
        posted=posted,
        returned=came_back(office, opened.case),
        on_board=on_board(office, opened.case),
        external=sent_also(office, posted, Medium.EXTERNAL),
        in_book=in_book(office, posted),
        mailing=printed(office, posted),
        delivered=delivered,
        closed=put_away,
        archived=unit.pk,
        disposal=on_a_list(office, unit),
        request=request.pk,
        request_file=files[0].pk,
        sent=sent.pk,
        sent_submission=submission,
        mandate=stands_in(office),
        absence=away(office),
        incoming=came_in(office, about),
        scan=scanned(office, about),
        scan_sample=sampled(office),
        mail_account=letter_box(office),
        hook_call=called(office),
        program=program(office),
        saved_view=kept_view(office, about),
        closed_book=closed_book(office),
        failure=failed(office),
        copy=copied(office),
        report_copy=reported(office),
        old_book=old_book(office),
        ended_run=ended_run(office),
        day_sheet=day_sheet(office, about),
        **beside(office),
        envelope=taken(office, about, actions.How(manner=Manner.TENDER)),
        record=taken(office, about, actions.How(manner=Manner.ORAL, statement=about)),
        sheets=actions.print_sheets(clerk, count=2),
        on_paper=on_paper(office, opened.case),
        wait=waits(office, opened.case),
        case_copy=bound(office, opened.case),
        twins=twins(office),
        merged=merged(office),
        written=letters.send(viewer(office), letter=letter(office, about)),
        begun_letter=letter(office, about).files.get(),
        clock=running_clock(office, opened.case),
        task=noted(office, opened.case),
        loan=lent(office, opened.case),
        representative=representative(office, opened.case),
        change=moved(office, opened.case),
        datum=asked(office, opened.case),
        withdrawal=narrowed(office, opened.case),
        language=in_hungarian(office, opened.case),
        appeal=silent(office, opened.case),
        layout=layout(office),
        recusal=recused(office, opened.case),
        link=linked(office, opened.case, decision.case),
        joining=joined(office, opened.case, about),
        second_instance=council(office),
        live=live_class(office, about),
        hearing=hearing(office, opened.case, about),
        heard=heard(office, opened.case, about),
        filed=filed(office, opened.case, about),
        put_by=put_by(office, about),
        guaranteed=guaranteed(office, opened.case, about),
        listed=listed,
        list_table=list_table(office, listed),
        invoice=entered_invoice(office, about),
        doubtful=doubtful(office, about),
    )
