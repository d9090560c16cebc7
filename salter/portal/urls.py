"""Pages of this room."""

from django.urls import path

from salter.portal.views import alerts, authorised, board, catalogue, follow, letters, log, requests

app_name = "portal"
urlpatterns = [
    path("services/", catalogue.catalogue, name="catalogue"),
    path("services/<str:code>/", catalogue.service, name="service"),
    path("services/<str:code>/start/", requests.start, name="start"),
    path("requests/<uuid:draft_id>/", requests.resume, name="resume"),
    path("requests/<uuid:draft_id>/check/", requests.check, name="check"),
    path("requests/<uuid:draft_id>/sent/", requests.sent, name="sent"),
    path("requests/<uuid:draft_id>/leave/", requests.leave, name="leave"),
    path("requests/<uuid:draft_id>/files/<uuid:file_id>/", requests.file, name="file"),
    path("requests/<uuid:draft_id>/<slug:code>/", requests.question, name="question"),
    path("authorised-officials/", authorised.authorised, name="authorised"),
    path("status/", follow.status_search, name="status-search"),
    path("status/<str:number>/", follow.status, name="status"),
    path("notice-board/", board.board, name="board"),
    path("log/", log.log, name="log"),
    path("log/check/", log.check, name="log-check"),
    path("log/certificates.pem", log.anchors, name="log-anchors"),
    path("log/heads/<int:size>.json", log.head, name="log-head"),
    path("my/", follow.my, name="my"),
    path("my/notices/", alerts.alerts, name="alerts"),
    path("my/receipts/<uuid:submission_id>.<str:kind>", follow.receipt, name="receipt"),
    path("my/supplements/<uuid:submission_id>/", follow.supplement_sent, name="supplement-sent"),
    path("my/letters/", letters.letters, name="letters"),
    path("my/letters/write/", letters.write, name="write"),
    path("my/letters/<uuid:letter_id>/", letters.letter, name="letter"),
    path("my/letters/<uuid:letter_id>/check/", letters.check, name="letter-check"),
    path("my/letters/<uuid:letter_id>/forget/", letters.forget, name="letter-forget"),
    path("my/letters/<uuid:letter_id>/files/<uuid:file_id>/", letters.file, name="letter-file"),
    path("my/letters/<uuid:letter_id>/confirmation.pdf", letters.confirmation, name="letter-confirmation"),
    path("my/<uuid:case_id>/", follow.case, name="case"),
    path("my/<uuid:case_id>/supplement/", follow.supplement, name="supplement"),
    path("my/<uuid:case_id>/documents/<uuid:document_id>/", follow.document, name="document"),
]
