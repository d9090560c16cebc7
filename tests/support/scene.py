"""An office in full work: one object of every sort that a page shows, made by the actions themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from uuid import UUID

from salter.archive.actions import archive_case
from salter.documents.actions import keep_as_it_came
from salter.documents.models import Document, Source
from salter.journal.hooks import actions as hooks
from salter.journal.models import Entry, Failure, Hook, HookCall, Paused
from salter.journal.tasks import note_failure, run_everything
from salter.mailbox import actions as mailbox
from salter.mailbox import posting
from salter.mailbox.models import Channel, Delivery, Medium, Result
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import AbsenceKind, Function, Mode, Party, PartyKind, Role, TokenScope
from salter.organisations.tenancy import scope, uuid7
from salter.portal import actions as portal
from salter.portal.letters import actions as letters
from salter.portal.models import Letter, LetterFile
from salter.registry import actions, numbering, receipts
from salter.registry.actions import list_tables
from salter.registry.actions.bringing import guessed
from salter.registry.actions.saved_views import save_view
from salter.registry.appeals.actions import receive_other
from salter.registry.appeals.receiving import Filing
from salter.registry.books.columns import BookKind
from salter.registry.books.work import make_workbook
from salter.registry.bringing.work import step
from salter.registry.clocks import actions as clocks
from salter.registry.desk import Narrow
from salter.registry.dispatching import notices
from salter.registry.dispatching.actions import enter_result
from salter.registry.drafting.actions import keep_beside
from salter.registry.drafting.layouts.actions import write_layout
from salter.registry.drafting.layouts.sample import beginning
from salter.registry.incoming import actions as shelf
from salter.registry.incoming import reasons
from salter.registry.incoming.actions import Content, FileInput, Unclear
from salter.registry.invoices import actions as invoices
from salter.registry.mail.actions import keep_account
from salter.registry.mailings.actions import Wanted, start_mailing
from salter.registry.mailings.work import step as print_step
from salter.registry.models import (
    Act,
    ActKind,
    AskedBy,
    BookFormat,
    Case,
    Clock,
    DataBasis,
    DataWay,
    Door,
    Incoming,
    IntakeChannel,
    Invoice,
    Joining,
    LinkKind,
    ListedAct,
    Loan,
    Manner,
    Procedure,
    Reception,
    Register,
    RepresentativeKind,
    RetentionRule,
    ScanCheck,
    StateRow,
    Submission,
    WaitKind,
)
from salter.registry.obtaining import actions as obtaining
from salter.registry.obtaining.actions import Needed
from salter.registry.papers.work import make_case_copy
from salter.registry.parties.representing import appoint
from salter.registry.recusing.actions import ask_recusal
from salter.registry.relating.actions import join, relate
from salter.registry.scans import checks
from salter.registry.seeing.actions import ask_report
from salter.registry.seeing.work import make as make_report_copy
from salter.registry.shelves import actions as shelves
from salter.registry.shelves import loans
from salter.registry.waiting.actions import begin_wait
from salter.registry.withdrawing.actions import withdraw_request
from salter.registry.work.notes import actions as notes
from tests.portal.scenes import begun, filled, pdf, upload, viewer
from tests.registry.invoices import invoice
from tests.support.office import Office, found_office

DECISION = {
    "legal_basis": "На основу члана 136. ЗУП, Општинска управа доноси решење.",
    "disposition": "Усваја се захтев.\nОдобрава се заузеће јавне површине од 6 m².",
    "reasoning": "Странка је поднела захтев са потребним прилозима. Чињенице су утврђене увидом.",
    "remedy": "Против овог решења може се изјавити жалба у року од 15 дана од дана достављања.",
}


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
    datum: UUID
    withdrawal: UUID
    appeal: UUID
    layout: UUID
    recusal: UUID
    link: UUID
    joining: Joining

    @property
    def paper(self) -> Document:
        """What came with the open case."""
        return Document.objects.get(attachments__submission=self.open)


def citizen(office: Office) -> Party:
    """The citizen with an account, as a party."""
    return organisations.enter_party(
        office.viewer(Role.REGISTRY_CLERK), kind=PartyKind.PERSON, name="Мила Ведрић", account=office.citizen
    )


def registered(office: Office, subject: str, party: Party) -> Submission:
    """A case at the counter, assigned to the handler."""
    intake = actions.Intake(
        subject=subject,
        channel=IntakeChannel.COUNTER,
        received_at=clock.now(office.organisation) - timedelta(minutes=5),
        parties=[actions.PartyInput(party)],
        documents=[office.document()],
        procedure=Procedure.objects.get(organisation=office.organisation, code="P036"),
    )
    submission = actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake)
    submission.case = actions.assign(
        office.viewer(Role.UNIT_HEAD),
        case=submission.case,
        unit=office.units["IV-02"],
        staff=office.people[Role.HANDLER],
    )
    return submission


def signed(office: Office, case: Case, kind: ActKind = ActKind.DECISION) -> Act:
    """An act of the case, drafted, approved and signed by those who do it."""
    handler, decides = office.viewer(Role.HANDLER), kind == ActKind.DECISION
    content = DECISION if decides else {"text": "Обавештавамо вас о току поступка."}
    outcome = "granted" if decides else ""
    title = "Решење" if decides else "Обавештење"
    act = actions.draft_act(handler, case=case, kind=kind, title=title, content=content, outcome=outcome)
    actions.submit_act(handler, act=act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    return actions.sign_act(office.viewer(Role.SIGNATORY), act=act)


def closed(office: Office, case: Case) -> tuple[Case, Delivery]:
    """The case decided, delivered into the mailbox, taken, and closed."""
    [delivery] = actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=signed(office, case))
    delivery = mailbox.open_receipt(office.viewer(Role.CITIZEN), delivery=delivery)
    run_everything()
    rule = RetentionRule.objects.filter(years=5).first()
    assert rule is not None
    handler = office.viewer(Role.HANDLER)
    case.refresh_from_db()
    return actions.close_case(handler, case=case, class_code=case.class_code, retention=rule), delivery


def play(code: str, about: str = "Захтев за заузеће јавне површине") -> Scene:
    """Found an office and let it work until there is one of everything; runs in no scope, leaves none."""
    office = found_office(code)
    with scope(office.organisation.pk):
        return _play(office, about)


def came_in(office: Office, about: str, *, key: str = "1", unclear: Unclear | None = None) -> Incoming:
    """A letter that came by e-mail and waits for a clerk."""
    original, attached = office.document(text=f"{about} {key}"), office.document(text=f"Прилог: {about} {key}")
    row, _fresh = shelf.take_in(
        Viewer(office.organisation),
        door=Door.EMAIL,
        source_key=key,
        received_at=clock.now(office.organisation),
        content=Content(
            subject=about,
            text="Молим вас да ми доставите извод.",
            sender_name="Мила Ведрић",
            sender_address="mila@primer.rs",
            unclear=unclear,
        ),
        files=[FileInput(original), FileInput(attached, [{"code": reasons.NOT_CHECKED}])],
    )
    return row


def scanned(office: Office, about: str, *, key: str = "1") -> ScanCheck:
    """A paper that came by the scanner, was registered by the clerk and given to the handler, and is to be checked."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    original = keep_as_it_came(
        clerk, name=f"sken-{key}.pdf", content=BytesIO(pdf()), source=Source.SCAN, media_type="application/pdf"
    )
    row, _fresh = shelf.take_in(
        Viewer(office.organisation),
        door=Door.SCAN,
        source_key=key,
        received_at=clock.now(office.organisation),
        content=Content(subject=about),
        files=[FileInput(original)],
    )
    intake = actions.Intake(
        subject=about,
        channel=IntakeChannel.POST,
        received_at=row.received_at,
        parties=[actions.PartyInput(office.party())],
        procedure=Procedure.objects.get(organisation=office.organisation, code="P036"),
    )
    submission = shelf.register_incoming(clerk, incoming=row, intake=intake)
    head, units = office.viewer(Role.UNIT_HEAD), office.units
    actions.assign(head, case=submission.case, unit=units["IV-02"], staff=office.people[Role.HANDLER])
    return submission.scans.get()


def letter_box(office: Office) -> UUID:
    """A mailbox of the office, which is not asked."""
    row = keep_account(
        office.viewer(Role.ADMINISTRATOR),
        password="tajna",
        name="Писарница",
        host="mail.primer.rs",
        port=993,
        security="tls",
        username="pisarnica",
        folder="INBOX",
        afterwards="seen",
        moved_to="",
        confirms=False,
        active=False,
    )
    return row.pk


def _program(office: Office) -> UUID:
    """A program with a token."""
    admin = office.viewer(Role.ADMINISTRATOR)
    row = organisations.add_program(
        admin, name="Портал за грађане", unit=office.units["IV-01"], role=Role.REGISTRY_CLERK
    )
    organisations.give_token(admin, program=row, scopes=[TokenScope.CASES_READ], days=30)
    return row.pk


def _called(office: Office) -> HookCall:
    """A webhook, and a call that it refused; nobody is called, it is paused."""
    admin = office.viewer(Role.ADMINISTRATOR)
    row = hooks.keep_hook(admin, name="Рачуноводство", url="https://program.primer.rs/", verbs=["case.registered"])
    entry = Entry.objects.filter(organisation=office.organisation, verb="case.registered").latest("pk")
    Hook.objects.filter(pk=row.pk).update(paused=Paused.BY_HAND, failures=1, failing_since=entry.at)
    return HookCall.objects.create(
        organisation=office.organisation,
        hook=row,
        index=row.position,
        entry_id=entry.pk,
        verb=entry.verb,
        at=entry.at,
        milliseconds=312,
        status=500,
        problem="refused",
        answer="Internal Server Error",
    )


def _clock(office: Office, case: Case) -> UUID:
    """A clock that runs in a case."""
    today = clock.today(office.organisation)
    return clocks.start(office.viewer(Role.HANDLER), case=case, kind=Clock.DATA, on=today).pk


def _came_back(office: Office, case: Case) -> Delivery:
    """A letter of the case that the post brought back."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    [sent] = actions.dispatch_act(clerk, act=signed(office, case, ActKind.NOTICE))
    posting.hand_to_post(clerk, letters={sent.pk: ""})
    return enter_result(clerk, delivery=sent, result=Result.MOVED, on=clock.today(office.organisation))


def _sent_also(office: Office, posted: Delivery, medium: Medium) -> Delivery:
    """The same letter by another channel."""
    return mailbox.send(
        office.viewer(Role.REGISTRY_CLERK),
        channel=Channel.objects.get(organisation=office.organisation, medium=medium),
        recipient=posted.recipient,
        subject=(posted.subject_type, posted.subject_id),
        case_id=posted.case_id or uuid7(),
        case_number=posted.case_number,
        title=posted.title,
        documents=[row.document for row in posted.documents.all()],
        slip_code=numbering.receipt_number(),
    )


def _printed(office: Office, posted: Delivery) -> UUID:
    """A batch of one letter for the courier, ready to be handed over."""
    courier = _sent_also(office, posted, Medium.COURIER).channel
    wanted = Wanted(acts=False, channel=courier, envelope="c5")
    mailing = start_mailing(office.viewer(Role.REGISTRY_CLERK), wanted=wanted)
    while print_step(mailing.pk):
        pass
    return mailing.pk


def _on_board(office: Office, case: Case) -> UUID:
    """A letter of the case that is delivered publicly."""
    clerk, delivery = office.viewer(Role.REGISTRY_CLERK), _came_back(office, case)
    return notices.publish(clerk, delivery=delivery, notice=notices.usual(clerk, delivery)).pk


def _noted(office: Office, case: Case) -> UUID:
    """A tickler and a comment in a case, and a task of its handler."""
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)
    notes.set_tickler(handler, case=case, on=today)
    notes.comment(handler, case=case, text="Проверити приложену скицу.")
    staff = office.people[Role.HANDLER]
    return notes.add_task(handler, case=case, title="Изаћи на терен", staff=staff, due_on=today).pk


def _lent(office: Office, case: Case) -> Loan:
    """The papers of the case lie in a box on a shelf, and are lent."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    room = shelves.add_shelf(clerk, parent=None, code="Депо")
    shelves.put_in(clerk, cases=[case], box=shelves.add_box(clerk, shelf=room, code="К-1"))
    return loans.lend(clerk, case=case, to="Слободан Ковач", until_on=clock.today(office.organisation))


def _narrowed(office: Office, case: Case) -> UUID:
    """The party withdraws a part of its request."""
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)
    party = case.parties.get()
    return withdraw_request(handler, case=case, party=party, on=today, whole=False, note="Без терасе.").pk


def _silent(office: Office, case: Case) -> UUID:
    """An appeal because nothing was decided; it comes too early."""
    handler, filing = office.viewer(Role.HANDLER), Filing(received_on=clock.today(office.organisation))
    party = case.parties.order_by("id")[0]
    return receive_other(handler, case=case, party=party, filing=filing).pk


def _recused(office: Office, case: Case) -> UUID:
    """The recusal of the trainee, who has nothing to do with the case, was asked for."""
    head, today = office.viewer(Role.REGISTRY_HEAD), clock.today(office.organisation)
    trainee = office.people[Role.TRAINEE]
    return ask_recusal(head, case=case, staff=trainee, asked_by=AskedBy.OTHERS, on=today, reason="Сродник странке.").pk


def _linked(office: Office, case: Case, other: Case) -> UUID:
    """An earlier case of the same matter."""
    return relate(office.viewer(Role.HANDLER), case=case, other=other, kind=LinkKind.EARLIER).pk


def _joined(office: Office, case: Case, about: str) -> Joining:
    """A case that is conducted together with the open one."""
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)
    other = registered(office, about, office.party("Стојан Пешић")).case
    return join(handler, leading=case, joined=other, on=today, ground="Закључак 1")


def _asked(office: Office, case: Case) -> UUID:
    """A datum that the handler has asked another body for."""
    handler = office.viewer(Role.HANDLER)
    needed = Needed("Лист непокретности", DataBasis.RULE, keeper="Републички геодетски завод")
    [row] = obtaining.note_needed(handler, case=case, needed=[needed])
    return obtaining.ask(handler, data=row, way=DataWay.LETTER, on=clock.today(office.organisation)).pk


def _play(office: Office, about: str) -> Scene:
    clerk, party = office.viewer(Role.REGISTRY_CLERK), citizen(office)
    opened = registered(office, about, office.party("Стојан Пешић"))
    notice = signed(office, opened.case, ActKind.NOTICE)
    [posted] = actions.dispatch_act(clerk, act=notice)
    draft = _drafted(office, opened.case)
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
    listed = _listed(office, about)
    return Scene(
        office=office,
        about=about,
        open=opened,
        draft=draft,
        signed=decision,
        posted=posted,
        returned=_came_back(office, opened.case),
        on_board=_on_board(office, opened.case),
        external=_sent_also(office, posted, Medium.EXTERNAL),
        mailing=_printed(office, posted),
        delivered=delivered,
        closed=put_away,
        archived=unit.pk,
        request=request.pk,
        request_file=files[0].pk,
        sent=sent.pk,
        sent_submission=submission,
        mandate=_stands_in(office),
        absence=_away(office),
        incoming=came_in(office, about),
        scan=scanned(office, about),
        scan_sample=_sampled(office),
        mail_account=letter_box(office),
        hook_call=_called(office),
        program=_program(office),
        saved_view=_kept_view(office, about),
        closed_book=_closed_book(office),
        failure=_failed(office),
        copy=_copied(office),
        report_copy=_reported(office),
        old_book=_old_book(office),
        ended_run=_ended_run(office),
        day_sheet=_day_sheet(office, about),
        **_beside(office),
        envelope=taken(office, about, actions.How(manner=Manner.TENDER)),
        record=taken(office, about, actions.How(manner=Manner.ORAL, statement=about)),
        sheets=actions.print_sheets(clerk, count=2),
        on_paper=_on_paper(office, opened.case),
        wait=_waits(office, opened.case),
        case_copy=_bound(office, opened.case),
        twins=_twins(office),
        merged=_merged(office),
        written=letters.send(viewer(office), letter=letter(office, about)),
        begun_letter=letter(office, about).files.get(),
        clock=_clock(office, opened.case),
        task=_noted(office, opened.case),
        loan=_lent(office, opened.case),
        representative=_representative(office, opened.case),
        datum=_asked(office, opened.case),
        withdrawal=_narrowed(office, opened.case),
        appeal=_silent(office, opened.case),
        layout=_layout(office),
        recusal=_recused(office, opened.case),
        link=_linked(office, opened.case, decision.case),
        joining=_joined(office, opened.case, about),
        listed=listed,
        list_table=_list_table(office, listed),
        invoice=_invoice(office, about),
        doubtful=_doubtful(office, about),
    )


def _layout(office: Office) -> UUID:
    """A template of the office that waits for approval."""
    admin, source = office.viewer(Role.ADMINISTRATOR), beginning(ActKind.DECISION)
    return write_layout(admin, name="Решење у боји", kind=ActKind.DECISION, source=source).layout_id


def _drafted(office: Office, case: Case) -> Act:
    """A draft in its second version; what its head wrote from the first one is kept beside as the third."""
    handler, head = office.viewer(Role.HANDLER), office.viewer(Role.UNIT_HEAD)
    act = actions.draft_act(handler, case=case, kind=ActKind.DECISION, title="Решење", content=DECISION)
    later = {**DECISION, "reasoning": "Захтев је основан.\nТакса је плаћена."}
    act = actions.revise_act(handler, act=act, title="Решење", content=later, version=1)
    keep_beside(head, act=act, title="Решење о заузећу", content=DECISION, version=1)
    return act


def letter(office: Office, about: str) -> Letter:
    """A letter of the citizen to the body, with a file, that is not sent."""
    words = letters.Words(about, "Молим да се погледа.")
    return letters.begin(viewer(office), words=words, uploads=[upload(pdf(), "slika.pdf")])


def _sampled(office: Office) -> UUID:
    """A batch that the head of the registry office has drawn."""
    head = office.viewer(Role.REGISTRY_HEAD)
    return checks.draw(head, checks=list(ScanCheck.objects.all())).pk


def taken(office: Office, about: str, how: actions.How) -> UUID:
    """The reception of something handed in at the counter in that manner."""
    intake = actions.Intake(
        subject=about,
        channel=IntakeChannel.COUNTER,
        received_at=clock.now(office.organisation) - timedelta(minutes=5),
        parties=[actions.PartyInput(office.party("Стојан Пешић"))],
        class_code="352",
    )
    submission = actions.take_paper(office.viewer(Role.REGISTRY_CLERK), intake=intake, how=how)
    return Reception.objects.get(submission=submission).pk


def _closed_book(office: Office) -> Register:
    """The book of last year, closed with its note."""
    head = office.viewer(Role.REGISTRY_HEAD)
    book = actions.open_register(head, year=clock.today(office.organisation).year - 1)
    return actions.close_register(head, register=book)


def _listed(office: Office, about: str) -> ListedAct:
    """An act in a list of the handler's unit, whose case the handler holds."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    opened = actions.open_list(clerk, title=about, class_code="352", unit=office.units["IV-02"])
    actions.assign(clerk, case=opened.case, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])
    row = actions.ListRow(clock.today(office.organisation), about, "Стојан Пешић")
    [act] = actions.enter_acts(clerk, act_list=opened, rows=[row])
    return act


def _list_table(office: Office, listed: ListedAct) -> UUID:
    """A table of acts for the list, checked: an act that can be entered, and a wrong row."""
    text = "Предмет;Датум;Име\nУверење;5.1.2026;Мила Ведрић\nУверење;31.2.2026;Ана Анић\n"
    clerk = office.viewer(Role.REGISTRY_CLERK)
    file = BytesIO(text.encode())
    table, _fresh = list_tables.send_list_table(clerk, act_list=listed.act_list, name="akta.csv", content=file)
    step(office.organisation.pk, table.pk)
    table.refresh_from_db()
    list_tables.set_list_columns(clerk, table=table, columns=list_tables.guessed_list_columns(table))
    step(office.organisation.pk, table.pk)
    return table.pk


def _invoice(office: Office, about: str) -> Invoice:
    """An invoice in the book of received invoices, which the handler's unit keeps and the handler holds."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    book = invoices.open_invoice_book(clerk, class_code="352", unit=office.units["IV-02"])
    actions.assign(clerk, case=book.case, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])
    row, _fresh = invoices.send_invoice(clerk, name="faktura.xml", content=BytesIO(invoice(supplier=about)))
    return invoices.enter_invoice(clerk, incoming=row, file=row.files.get())


def _doubtful(office: Office, about: str) -> Incoming:
    """An invoice whose sums are wrong, on the incoming shelf."""
    data = invoice(number="99/2026", supplier=about, payable="1.00")
    row, _fresh = invoices.send_invoice(office.viewer(Role.REGISTRY_CLERK), name="f.xml", content=BytesIO(data))
    return row


def _copied(office: Office) -> UUID:
    """The clerk's copy of this year's book."""
    book = Register.objects.get(organisation=office.organisation, year=clock.today(office.organisation).year)
    clerk = office.viewer(Role.REGISTRY_CLERK)
    copy = actions.ask_copy(clerk, kind=BookKind.BASIC, register=book, form=BookFormat.XLSX)
    make_workbook(office.organisation.pk, copy.pk)
    return copy.pk


def _reported(office: Office) -> UUID:
    """The head's copy of this year's report on resolved cases."""
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    year = clock.today(office.organisation).year
    copy = ask_report(head, year=year, form=BookFormat.XLSX, language="sr")
    make_report_copy(copy.pk)
    return copy.pk


def _on_paper(office: Office, case: Case) -> UUID:
    """What the open case has on paper only."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    return actions.note_paper(clerk, case=case, title="Копија плана", sheets=2, place="соба 4").pk


def _waits(office: Office, case: Case) -> UUID:
    """What the open case waits for without being interrupted."""
    note = "Извод из матичне књиге рођених"
    return begin_wait(office.viewer(Role.HANDLER), case=case, kind=WaitKind.DATA, note=note).pk


def _representative(office: Office, case: Case) -> UUID:
    """Who stands for the party of the open case."""
    return appoint(
        office.viewer(Role.HANDLER),
        case_party=case.parties.order_by("id")[0],
        party=office.party("Вера Заступник"),
        kind=RepresentativeKind.ATTORNEY,
        ground="пуномоћје дато на записник",
        from_on=clock.today(office.organisation),
    ).pk


def _bound(office: Office, case: Case) -> UUID:
    """The clerk's PDF of the whole open case."""
    copy = actions.ask_case_copy(office.viewer(Role.REGISTRY_CLERK), case=case)
    make_case_copy(organisation=office.organisation.pk, copy=str(copy.pk))
    return copy.pk


def _twins(office: Office) -> tuple[UUID, UUID]:
    """Two entries that may be one."""
    return office.party("Петра Двапут").pk, office.party("Petra Dvaput").pk


def _merged(office: Office) -> UUID:
    """Two entries of which one stands for the other."""
    kept, other = office.party("Сава Једном"), office.party("Sava Jednom")
    head = office.viewer(Role.REGISTRY_HEAD)
    return actions.merge_parties(head, kept=kept, other=other, reason="Иста лична карта.").pk


def _old_book(office: Office) -> UUID:
    """The table of an old book, checked: a case that can be brought in, and a wrong row."""
    head, year = office.viewer(Role.REGISTRY_HEAD), clock.today(office.organisation).year - 2
    text = f"Основни број;Предмет;Датум пријема\n350-7/{year};Захтев;5.1.{year}\n350-8/{year};Захтев;31.2.{year}\n"
    book = actions.send_old_book(head, name="delovodnik.csv", content=BytesIO(text.encode()))
    step(office.organisation.pk, book.pk)
    book.refresh_from_db()
    actions.set_columns(head, book=book, columns=guessed(book))
    step(office.organisation.pk, book.pk)
    return book.pk


def _ended_run(office: Office) -> UUID:
    """Two books were kept on one day."""
    head, today = office.viewer(Role.REGISTRY_HEAD), clock.today(office.organisation)
    actions.begin_parallel_run(head, old_book="деловодник", ground="Одлука 1", began_on=today)
    return actions.end_parallel_run(head, ending="Књиге се слажу.").pk


def _day_sheet(office: Office, about: str) -> UUID:
    """Two books are kept again; a day of them, in which both hold what the other does not."""
    head, today = office.viewer(Role.REGISTRY_HEAD), clock.today(office.organisation)
    actions.begin_parallel_run(head, old_book="деловодник", ground="Одлука 2", began_on=today)
    text = f"Основни број;Предмет;Датум пријема\n353-9001/{today.year};{about};{today:%d.%m.%Y}\n"
    theirs = actions.Theirs(BytesIO(text.encode()), "dan.csv")
    return actions.compare_day(office.viewer(Role.REGISTRY_CLERK), day=today, theirs=theirs).pk


def _beside(office: Office) -> dict[str, UUID]:
    """The state's file of yesterday, brought in with a wrong row, and that of today, which waits for a word."""
    admin, head = office.viewer(Role.ADMINISTRATOR), office.viewer(Role.REGISTRY_HEAD)
    organisations.set_mode(admin, function=Function.REGISTER, mode=Mode.COMPANION)
    today = clock.today(office.organisation)
    exports = []
    for ordinal, day in ((1, today - timedelta(days=1)), (3, today)):
        rows = f"{ordinal}/{day.year};Молба;{day}\n{ordinal + 1}/{day.year};Молба;31.2.{day.year}\n"
        content = BytesIO(f"Број предмета;Предмет;Датум пријема\n{rows}".encode())
        exports.append(actions.send_export(head, name="izvoz.csv", content=content, day=day))
    actions.bring_export(head, export=exports[0])
    wrong = StateRow.objects.exclude(faults=[]).get(organisation=office.organisation)
    return {"state_export": exports[1].pk, "state_row": wrong.pk}


def _failed(office: Office) -> UUID:
    """A reader that could not do its work; all are told before, for one that is told again mends it."""
    run_everything()
    entry = Entry.objects.filter(verb="document.stored").order_by("id").last()
    assert entry is not None
    reader = "salter.documents.tasks.describe"
    note_failure(office.organisation.pk, entry.pk, reader, RuntimeError("the store did not answer"))
    return Failure.objects.get(entry_id=entry.pk).pk


def _stands_in(office: Office) -> UUID:
    """The trainee stands in for the mayor, who handles no case."""
    today = clock.today(office.organisation)
    row = organisations.give_mandate(
        office.viewer(Role.ADMINISTRATOR),
        absent=office.people[Role.MAYOR],
        deputy=office.people[Role.TRAINEE],
        number="031-4",
        ground="Решење о замени",
        valid_from=today,
        valid_to=today + timedelta(days=10),
    )
    return row.pk


def _away(office: Office) -> UUID:
    """The trainee will be away, later."""
    first = clock.today(office.organisation) + timedelta(days=20)
    row = organisations.note_absence(
        office.viewer(Role.ADMINISTRATOR),
        staff=office.people[Role.TRAINEE],
        kind=AbsenceKind.LEAVE,
        from_on=first,
        until_on=first + timedelta(days=5),
    )
    return row.pk


def _kept_view(office: Office, about: str) -> UUID:
    """A view that the handler keeps, seen by nobody else."""
    narrow = Narrow("me", q=about)
    return save_view(office.viewer(Role.HANDLER), name=f"Преглед {about}"[:60], narrow=narrow).pk
