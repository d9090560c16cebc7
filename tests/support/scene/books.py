"""Registers, lists, invoices and the other books."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import UUID

from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.models import Function, Mode, Role
from salter.registry import actions
from salter.registry.actions import list_tables
from salter.registry.actions.bringing import guessed
from salter.registry.books.columns import BookKind
from salter.registry.books.work import make_workbook
from salter.registry.bringing.work import step
from salter.registry.invoices import actions as invoices
from salter.registry.models import BookFormat, Incoming, Invoice, ListedAct, Register, StateRow
from salter.registry.seeing.actions import ask_report
from salter.registry.seeing.work import make as make_report_copy
from tests.registry.invoices import invoice
from tests.support.office import Office


def closed_book(office: Office) -> Register:
    """The book of last year, closed with its note."""
    head = office.viewer(Role.REGISTRY_HEAD)
    book = actions.open_register(head, year=clock.today(office.organisation).year - 1)
    return actions.close_register(head, register=book)


def an_act_listed(office: Office, about: str) -> ListedAct:
    """An act in a list of the handler's unit, whose case the handler holds."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    opened = actions.open_list(clerk, title=about, class_code="352", unit=office.units["IV-02"])
    actions.assign(clerk, case=opened.case, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])
    row = actions.ListRow(clock.today(office.organisation), about, "Стојан Пешић")
    [act] = actions.enter_acts(clerk, act_list=opened, rows=[row])
    return act


def list_table(office: Office, listed: ListedAct) -> UUID:
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


def entered_invoice(office: Office, about: str) -> Invoice:
    """An invoice in the book of received invoices, which the handler's unit keeps and the handler holds."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    book = invoices.open_invoice_book(clerk, class_code="352", unit=office.units["IV-02"])
    actions.assign(clerk, case=book.case, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])
    row, _fresh = invoices.send_invoice(clerk, name="faktura.xml", content=BytesIO(invoice(supplier=about)))
    return invoices.enter_invoice(clerk, incoming=row, file=row.files.get())


def doubtful(office: Office, about: str) -> Incoming:
    """An invoice whose sums are wrong, on the incoming shelf."""
    data = invoice(number="99/2026", supplier=about, payable="1.00")
    row, _fresh = invoices.send_invoice(office.viewer(Role.REGISTRY_CLERK), name="f.xml", content=BytesIO(data))
    return row


def copied(office: Office) -> UUID:
    """The clerk's copy of this year's book."""
    book = Register.objects.get(organisation=office.organisation, year=clock.today(office.organisation).year)
    clerk = office.viewer(Role.REGISTRY_CLERK)
    copy = actions.ask_copy(clerk, kind=BookKind.BASIC, register=book, form=BookFormat.XLSX)
    make_workbook(office.organisation.pk, copy.pk)
    return copy.pk


def reported(office: Office) -> UUID:
    """The head's copy of this year's report on resolved cases."""
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    year = clock.today(office.organisation).year
    copy = ask_report(head, year=year, form=BookFormat.XLSX, language="sr")
    make_report_copy(copy.pk)
    return copy.pk


def old_book(office: Office) -> UUID:
    """The table of an old book, checked: a case that can be brought in, and a wrong row."""
    head, year = office.viewer(Role.REGISTRY_HEAD), clock.today(office.organisation).year - 2
    text = f"Основни број;Предмет;Датум пријема\n350-7/{year};Захтев;5.1.{year}\n350-8/{year};Захтев;31.2.{year}\n"
    book = actions.send_old_book(head, name="delovodnik.csv", content=BytesIO(text.encode()))
    step(office.organisation.pk, book.pk)
    book.refresh_from_db()
    actions.set_columns(head, book=book, columns=guessed(book))
    step(office.organisation.pk, book.pk)
    return book.pk


def ended_run(office: Office) -> UUID:
    """Two books were kept on one day."""
    head, today = office.viewer(Role.REGISTRY_HEAD), clock.today(office.organisation)
    actions.begin_parallel_run(head, old_book="деловодник", ground="Одлука 1", began_on=today)
    return actions.end_parallel_run(head, ending="Књиге се слажу.").pk


def day_sheet(office: Office, about: str) -> UUID:
    """Two books are kept again; a day of them, in which both hold what the other does not."""
    head, today = office.viewer(Role.REGISTRY_HEAD), clock.today(office.organisation)
    actions.begin_parallel_run(head, old_book="деловодник", ground="Одлука 2", began_on=today)
    text = f"Основни број;Предмет;Датум пријема\n353-9001/{today.year};{about};{today:%d.%m.%Y}\n"
    theirs = actions.Theirs(BytesIO(text.encode()), "dan.csv")
    return actions.compare_day(office.viewer(Role.REGISTRY_CLERK), day=today, theirs=theirs).pk


def beside(office: Office) -> dict[str, UUID]:
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
