"""Pages of practising."""

from django.urls import path

from salter.training import views
from salter.training.editing import urls as editing

app_name = "training"
urlpatterns = [
    path("practice/", views.overview, name="overview"),
    path("practice/take/", views.take_seat, name="take"),
    path("practice/exercises/<slug:code>/", views.exercise, name="exercise"),
    path("practice/exercises/<slug:code>/begin/", views.begin, name="begin"),
    path("practice/as/<slug:post>/", views.become_person, name="as"),
    path("practice/hint/", views.hint, name="hint"),
    path("practice/clock/", views.move_clock, name="clock"),
    path("practice/leave/", views.leave, name="leave"),
    path("practice/guide/", views.panel, name="guide"),
    *editing.urlpatterns,
]
