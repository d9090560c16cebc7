"""Pages of practising."""

from django.urls import path

from salter.training import views
from salter.training.classes import doors
from salter.training.classes import views as classes
from salter.training.editing import urls as editing
from salter.training.going_live import urls as going_live
from salter.training.security import urls as security
from salter.training.standing import urls as standing

app_name = "training"
urlpatterns = [
    path("practice/", views.overview, name="overview"),
    path("practice/take/", views.take_seat, name="take"),
    path("practice/exercises/<slug:code>/", views.exercise, name="exercise"),
    path("practice/exercises/<slug:code>/begin/", views.begin, name="begin"),
    path("practice/result/", views.result, name="result"),
    path("practice/as/<slug:post>/", views.become_person, name="as"),
    path("practice/hint/", views.hint, name="hint"),
    path("practice/clock/", views.move_clock, name="clock"),
    path("practice/leave/", views.leave, name="leave"),
    path("practice/guide/", views.panel, name="guide"),
    *editing.urlpatterns,
    path("join/", doors.join, name="join"),
    path("join/<str:code>/", doors.join_by, name="join-code"),
    path("practice/classes/", classes.classes, name="classes"),
    path("practice/classes/<uuid:class_id>/", classes.board, name="class"),
    path("practice/classes/<uuid:class_id>/rows/", classes.rows, name="class-rows"),
    path("practice/classes/<uuid:class_id>/slips/", classes.slips, name="class-slips"),
    path("practice/classes/<uuid:class_id>/wall/", classes.wall, name="class-wall"),
    path("practice/classes/<uuid:class_id>/say/", classes.say, name="class-say"),
    path("practice/classes/<uuid:class_id>/step/", classes.step, name="class-step"),
    path("practice/classes/<uuid:class_id>/pause/", classes.pause, name="class-pause"),
    path("practice/classes/<uuid:class_id>/resume/", classes.resume, name="class-resume"),
    path("practice/classes/<uuid:class_id>/close/", classes.close, name="class-close"),
    path("practice/classes/<uuid:class_id>/clone/", classes.clone, name="class-clone"),
    path("practice/classes/<uuid:class_id>/places/<uuid:seat_id>/", classes.place, name="class-place"),
    *security.urlpatterns,
    *going_live.urlpatterns,
    *standing.urlpatterns,
]
