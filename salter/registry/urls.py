"""Pages of the registry for staff, one list a part of the office.

A package of the room brings its own `urls.py` with `urlpatterns` and is joined at the end; the names are all of one
namespace.
"""

from django.urls import path

from salter.registry.appeals import urls as appeals
from salter.registry.clocks import urls as clocks
from salter.registry.closing import urls as closing
from salter.registry.dispatching import urls as dispatching
from salter.registry.drafting import urls as drafting
from salter.registry.drafting.layouts import urls as layouts
from salter.registry.drafting.word import urls as word
from salter.registry.filing import urls as filing
from salter.registry.guaranteeing import urls as guaranteeing
from salter.registry.hearing import urls as hearing
from salter.registry.helping import urls as helping
from salter.registry.jointly import urls as jointly
from salter.registry.legal import urls as legal
from salter.registry.minutes import urls as minutes
from salter.registry.obtaining import urls as obtaining
from salter.registry.parties import urls as parties
from salter.registry.rectifying import urls as rectifying
from salter.registry.recusing import urls as recusing
from salter.registry.relating import urls as relating
from salter.registry.second_instance import urls as second_instance
from salter.registry.seeing import urls as seeing
from salter.registry.shelves import urls as shelves
from salter.registry.speaking import urls as speaking
from salter.registry.starting import urls as starting
from salter.registry.stating import urls as stating
from salter.registry.views import (
    access,
    act_lists,
    acts,
    beside,
    books,
    bringing,
    calendar,
    carrying,
    cases,
    catalogue,
    copies,
    counter,
    files,
    finding,
    home,
    incoming,
    intake,
    invoices,
    list_tables,
    lists,
    mail,
    next_book,
    opening,
    papers,
    parallel,
    plan,
    post,
    saved_views,
    scan_sheets,
    scans,
    twins,
    year,
)
from salter.registry.waiting import urls as waiting
from salter.registry.withdrawing import urls as withdrawing
from salter.registry.work import urls as work
from salter.registry.work.notes import urls as notes

app_name = "registry"
OFFICE = [
    path("office/", home.home, name="home"),
    path("office/failures/<uuid:failure_id>/retry/", home.retry, name="retry"),
    path("office/approve/", acts.approve, name="approve"),
    path("office/sign/", acts.sign, name="sign"),
    path("office/sign/check/", acts.sign_check, name="sign-check"),
    path("office/sign/result/", acts.sign_result, name="sign-result"),
    path("office/dispatch/", post.dispatch, name="dispatch"),
    path("office/dispatch/<uuid:act_id>/", post.dispatch_act, name="dispatch-act"),
    path("office/dispatch/receipts/<uuid:delivery_id>/", post.handover, name="handover"),
    path("office/looks/", access.looks, name="looks"),
    path("office/restricted/", access.restricted, name="restricted"),
    path("office/parties/", books.parties, name="parties"),
    path("office/parties/twins/", twins.suggestions, name="twins"),
    path("office/parties/twins/<uuid:first_id>/<uuid:second_id>/", twins.compare, name="twins-compare"),
    path("office/parties/twins/<uuid:pair_id>/undo/", twins.undo, name="twins-undo"),
    path("office/calendar/", calendar.calendar, name="calendar"),
    path("office/calendar/<int:year>/", calendar.calendar_year, name="calendar-year"),
    path("office/catalogue/", catalogue.catalogue, name="catalogue"),
    path("office/catalogue/new/", catalogue.new, name="new-procedure"),
    path("office/catalogue/carry/", carrying.carry, name="carry"),
    path("office/catalogue/carry/<slug:form>/", carrying.give_out, name="carry-out"),
    path("office/catalogue/<uuid:procedure_id>/", catalogue.procedure, name="procedure"),
    path("office/catalogue/<uuid:procedure_id>/change/", catalogue.change, name="change-procedure"),
    path("office/catalogue/<uuid:procedure_id>/confirm/", opening.confirm_procedure, name="confirm-procedure"),
    path("office/catalogue/<uuid:procedure_id>/in-use/", catalogue.in_use, name="procedure-in-use"),
    path("office/catalogue/plan/", plan.plan, name="plan"),
    path("office/catalogue/plan/editions/", plan.edition, name="plan-edition"),
    path("office/catalogue/plan/classes/new/", plan.new_class, name="new-class"),
    path("office/catalogue/plan/classes/<uuid:mark_id>/", plan.change_class, name="change-class"),
    path("office/catalogue/plan/retention/new/", plan.new_rule, name="new-rule"),
    path("office/catalogue/plan/retention/<uuid:rule_id>/", plan.change_rule, name="change-rule"),
    path("office/scans/", scans.scan_checks, name="scan-checks"),
    path("office/scans/rule/", scans.scan_rule, name="scan-rule"),
    path("office/scans/sample/", scans.scan_draw, name="scan-draw"),
    path("office/scans/sample/<uuid:sample_id>/", scans.scan_sample, name="scan-sample"),
    path("office/scans/<uuid:check_id>/", scans.scan_check, name="scan-check"),
    path("office/scans/<uuid:check_id>/file/", scans.scan_file, name="scan-file"),
    path("office/scans/<uuid:check_id>/pages/<int:number>/", scans.scan_page, name="scan-page"),
    path("office/scans/<uuid:check_id>/refuse/", scans.scan_refuse, name="scan-refuse"),
    path("office/scans/<uuid:check_id>/again/", scans.scan_again, name="scan-again"),
    path("office/mail/", mail.accounts, name="mail"),
    path("office/mail/new/", mail.account, name="mail-new"),
    path("office/mail/<uuid:account_id>/", mail.account, name="mail-account"),
    path("office/mail/<uuid:account_id>/ask/", mail.ask, name="mail-ask"),
]
REGISTERS = [
    path("registers/", books.registers, name="registers"),
    path("registers/old/", bringing.old_books_page, name="old-books"),
    path("registers/old/new/", bringing.new, name="old-book-new"),
    path("registers/old/<uuid:book_id>/", bringing.old_book, name="old-book"),
    path("registers/old/<uuid:book_id>/bring/", bringing.bring, name="old-book-bring"),
    path("registers/old/<uuid:book_id>/errors/", bringing.errors, name="old-book-errors"),
    path("registers/invoices/", invoices.invoices, name="invoices"),
    path("registers/invoices/new/", invoices.new, name="invoice-new"),
    path("registers/invoices/book/", invoices.open_book, name="invoice-book"),
    path("registers/invoices/clock/", invoices.set_clock, name="invoice-clock"),
    path("registers/invoices/enter/<uuid:incoming_id>/<uuid:file_id>/", invoices.enter, name="invoice-enter"),
    path("registers/invoices/<uuid:invoice_id>/", invoices.invoice, name="invoice"),
    path("registers/invoices/<uuid:invoice_id>/decide/", invoices.decide, name="invoice-decide"),
    path("registers/invoices/<uuid:invoice_id>/view/", invoices.view_again, name="invoice-view"),
    path("registers/invoices/<uuid:invoice_id>/files/<uuid:document_id>/", invoices.file, name="invoice-file"),
    path("registers/parallel/", parallel.parallel, name="parallel"),
    path("registers/parallel/begin/", parallel.begin, name="parallel-begin"),
    path("registers/parallel/compare/", parallel.compare, name="parallel-compare"),
    path("registers/parallel/end/", parallel.end, name="parallel-end"),
    path("registers/parallel/days/<uuid:sheet_id>/", parallel.day_sheet, name="day-sheet"),
    path("registers/parallel/<uuid:run_id>/note/", parallel.note, name="parallel-note"),
    path("registers/state/", beside.state_days, name="state-days"),
    path("registers/state/new/", beside.new, name="state-export-new"),
    path("registers/state/files/<uuid:export_id>/", beside.export, name="state-export"),
    path("registers/state/files/<uuid:export_id>/bring/", beside.bring, name="state-export-bring"),
    path("registers/state/files/<uuid:export_id>/errors/", beside.errors, name="state-export-errors"),
    path("registers/state/rows/<uuid:row_id>/", beside.row, name="state-row"),
    path("registers/state/days/<slug:day>/", beside.day, name="state-day"),
    path("registers/state/days/<slug:day>/close/", beside.close_day, name="state-day-close"),
    path("registers/state/days/<slug:day>/<uuid:case_id>/", beside.extra, name="state-extra"),
    path("registers/open/", opening.open_book, name="open-book"),
    path("registers/lists/", act_lists.lists, name="lists"),
    path("registers/lists/new/", act_lists.new, name="list-new"),
    path("registers/lists/<uuid:list_id>/", act_lists.act_list, name="list"),
    path("registers/lists/<uuid:list_id>/tables/", list_tables.new, name="list-tables"),
    path("registers/lists/<uuid:list_id>/tables/<uuid:table_id>/", list_tables.table, name="list-table"),
    path("registers/lists/<uuid:list_id>/tables/<uuid:table_id>/enter/", list_tables.enter, name="list-table-enter"),
    path("registers/lists/<uuid:list_id>/tables/<uuid:table_id>/errors/", list_tables.errors, name="list-table-errors"),
    path("registers/lists/<uuid:list_id>/close/", act_lists.close, name="list-close"),
    path("registers/lists/<uuid:list_id>/copy/", act_lists.copy, name="list-copy"),
    path("registers/lists/<uuid:list_id>/<uuid:act_id>/cancel/", act_lists.cancel, name="list-cancel"),
    path("registers/copies/", copies.copies, name="copies"),
    path("registers/copies/<uuid:copy_id>/", copies.copy, name="copy"),
    path("registers/copies/<uuid:copy_id>/all/", copies.everything, name="copy-all"),
    path("registers/copies/<uuid:copy_id>/<int:position>/", copies.volume, name="copy-volume"),
    path("registers/<slug:code>/<int:year>/over/", year.carry, name="carry-over"),
    path("registers/<slug:code>/<int:year>/copy/", copies.ask, name="copy-book"),
    path("registers/<slug:code>/<int:year>/opening/", opening.opening_note, name="opening-note"),
    path("registers/<slug:code>/<int:year>/", books.book, name="book"),
    path("registers/<slug:code>/<int:year>/close/", books.close_register, name="close-register"),
    path("registers/<slug:code>/<int:year>/note/", books.closing_note, name="closing-note"),
]
INCOMING = [
    path("incoming/", incoming.incoming, name="incoming"),
    path("incoming/sheets/", scan_sheets.scan_sheets, name="scan-sheets"),
    path("incoming/sheets/print/", scan_sheets.new_sheets, name="scan-sheets-new"),
    path("incoming/<uuid:incoming_id>/", incoming.incoming_one, name="incoming-one"),
    path("incoming/<uuid:incoming_id>/files/<uuid:file_id>/", incoming.incoming_file, name="incoming-file"),
    path("incoming/<uuid:incoming_id>/aside/", incoming.incoming_aside, name="incoming-aside"),
    path("incoming/<uuid:incoming_id>/back/", incoming.incoming_back, name="incoming-back"),
    path("incoming/<uuid:incoming_id>/retry/", incoming.incoming_retry, name="incoming-retry"),
]
CASES = [
    path("find/", finding.find, name="find"),
    path("cases/", lists.cases, name="cases"),
    path("cases/views/", saved_views.saved_views_page, name="saved-views"),
    path("cases/views/new/", saved_views.new, name="saved-view-new"),
    path("cases/views/<uuid:view_id>/", saved_views.change, name="saved-view"),
    path("cases/views/<uuid:view_id>/remove/", saved_views.remove, name="saved-view-remove"),
    path("cases/new/", intake.intake, name="intake"),
    path("cases/new/next-book/<uuid:form_id>/", next_book.next_book, name="next-book"),
    path("cases/new/form/", intake.register, name="register"),
    path("cases/new/post/", intake.post, name="post"),
    path("cases/new/record/", intake.oral, name="oral"),
    path("cases/new/place/", counter.place, name="place"),
    path("cases/new/sheets/", counter.sheets, name="sheets"),
    path("cases/new/sheets/<uuid:batch>/", counter.sheets_pdf, name="sheets-pdf"),
    path("cases/new/labels/", counter.labels, name="labels"),
    path("cases/new/envelopes/", counter.envelopes, name="envelopes"),
    path("cases/new/envelopes/<uuid:reception_id>/", counter.envelope, name="envelope"),
    path("cases/new/records/<uuid:reception_id>/", counter.record, name="record"),
]
OF_A_CASE = [
    path("cases/<uuid:case_id>/undo/", counter.undo, name="undo"),
    path("cases/<uuid:case_id>/cede/", counter.cede, name="cede"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("cases/<uuid:case_id>/assign/", cases.assign, name="assign"),
    path("cases/<uuid:case_id>/status/", cases.status, name="status"),
    path("cases/<uuid:case_id>/disposition/", cases.disposition, name="disposition"),
    path("cases/<uuid:case_id>/remedies/", year.remedies, name="remedies"),
    path("cases/<uuid:case_id>/external/", cases.external, name="external"),
    path("cases/<uuid:case_id>/access/", access.access, name="access"),
    path("cases/<uuid:case_id>/cancel/", cases.cancel, name="cancel"),
    path("cases/<uuid:case_id>/supplement/", intake.supplement, name="supplement"),
    path("cases/<uuid:case_id>/submissions/<uuid:submission_id>/", intake.registered, name="registered"),
    path("cases/<uuid:case_id>/submissions/<uuid:submission_id>/label/", intake.label, name="label"),
    path("cases/<uuid:case_id>/submissions/<uuid:submission_id>/receipt/", intake.receipt, name="receipt"),
    path("cases/<uuid:case_id>/documents/<uuid:document_id>/", files.document, name="document"),
    path("cases/<uuid:case_id>/documents/<uuid:document_id>/pages/<int:number>/", files.picture, name="picture"),
    path("cases/<uuid:case_id>/papers/note/", papers.note, name="paper-note"),
    path("cases/<uuid:case_id>/papers/<uuid:paper_id>/", papers.paper, name="paper"),
    path("cases/<uuid:case_id>/cover/", papers.cover, name="cover"),
    path("cases/<uuid:case_id>/cover/sheet/", scan_sheets.case_sheet, name="scan-sheet"),
    path("cases/<uuid:case_id>/cover/label/", papers.cover_label, name="cover-label"),
    path("cases/<uuid:case_id>/whole/", papers.whole, name="whole"),
    path("cases/<uuid:case_id>/whole/zip/", papers.whole_zip, name="whole-zip"),
    path("cases/<uuid:case_id>/whole/<uuid:copy_id>/", papers.case_copy, name="case-copy"),
    path("cases/<uuid:case_id>/whole/<uuid:copy_id>/file/", papers.case_copy_file, name="case-copy-file"),
    path("cases/<uuid:case_id>/acts/new/", acts.new, name="act-new"),
    path("cases/<uuid:case_id>/acts/<uuid:act_id>/", acts.act, name="act"),
    path("cases/<uuid:case_id>/acts/<uuid:act_id>/pdf/", acts.pdf, name="act-pdf"),
    path("cases/<uuid:case_id>/acts/<uuid:act_id>/do/", acts.do, name="act-do"),
]
urlpatterns = [
    *OFFICE,
    *REGISTERS,
    *INCOMING,
    *CASES,
    *OF_A_CASE,
    *legal.urlpatterns,
    *clocks.urlpatterns,
    *drafting.urlpatterns,
    *closing.urlpatterns,
    *shelves.urlpatterns,
    *layouts.urlpatterns,
    *word.urlpatterns,
    *waiting.urlpatterns,
    *parties.urlpatterns,
    *dispatching.urlpatterns,
    *seeing.urlpatterns,
    *work.urlpatterns,
    *notes.urlpatterns,
    *minutes.urlpatterns,
    *obtaining.urlpatterns,
    *appeals.urlpatterns,
    *starting.urlpatterns,
    *stating.urlpatterns,
    *speaking.urlpatterns,
    *withdrawing.urlpatterns,
    *recusing.urlpatterns,
    *rectifying.urlpatterns,
    *second_instance.urlpatterns,
    *jointly.urlpatterns,
    *relating.urlpatterns,
    *guaranteeing.urlpatterns,
    *hearing.urlpatterns,
    *helping.urlpatterns,
    *filing.urlpatterns,
]
