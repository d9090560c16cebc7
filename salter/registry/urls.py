"""Pages of the registry for staff."""

from django.urls import path

from salter.registry.views import access, acts, books, cases, files, home, intake, lists, post

app_name = "registry"
urlpatterns = [
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
    path("office/procedures/", books.procedures, name="procedures"),
    path("office/parties/", books.parties, name="parties"),
    path("registers/", books.registers, name="registers"),
    path("registers/<slug:code>/<int:year>/", books.book, name="book"),
    path("registers/<slug:code>/<int:year>/close/", books.close_register, name="close-register"),
    path("registers/<slug:code>/<int:year>/note/", books.closing_note, name="closing-note"),
    path("cases/", lists.cases, name="cases"),
    path("cases/assign/", lists.assign_many, name="assign-many"),
    path("cases/new/", intake.intake, name="intake"),
    path("cases/new/form/", intake.register, name="register"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("cases/<uuid:case_id>/assign/", cases.assign, name="assign"),
    path("cases/<uuid:case_id>/status/", cases.status, name="status"),
    path("cases/<uuid:case_id>/disposition/", cases.disposition, name="disposition"),
    path("cases/<uuid:case_id>/external/", cases.external, name="external"),
    path("cases/<uuid:case_id>/close/", cases.close, name="close"),
    path("cases/<uuid:case_id>/access/", access.access, name="access"),
    path("cases/<uuid:case_id>/cancel/", cases.cancel, name="cancel"),
    path("cases/<uuid:case_id>/supplement/", intake.supplement, name="supplement"),
    path("cases/<uuid:case_id>/submissions/<uuid:submission_id>/", intake.registered, name="registered"),
    path("cases/<uuid:case_id>/submissions/<uuid:submission_id>/label/", intake.label, name="label"),
    path("cases/<uuid:case_id>/submissions/<uuid:submission_id>/receipt/", intake.receipt, name="receipt"),
    path("cases/<uuid:case_id>/documents/<uuid:document_id>/", files.document, name="document"),
    path("cases/<uuid:case_id>/acts/new/", acts.new, name="act-new"),
    path("cases/<uuid:case_id>/acts/<uuid:act_id>/", acts.act, name="act"),
    path("cases/<uuid:case_id>/acts/<uuid:act_id>/pdf/", acts.pdf, name="act-pdf"),
    path("cases/<uuid:case_id>/acts/<uuid:act_id>/do/", acts.do, name="act-do"),
]
