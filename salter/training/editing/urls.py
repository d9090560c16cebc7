"""Pages of writing exercises; joined in the room's addresses."""

from django.urls import path

from salter.training.editing import views

HERE = "practice/writing/<uuid:key>/"
urlpatterns = [
    path("practice/writing/", views.written, name="written"),
    path("practice/writing/new/", views.new, name="write-new"),
    path("practice/writing/there/<slug:code>/", views.there, name="write-there"),
    path(HERE, views.text, name="write"),
    path(f"{HERE}preview/", views.preview, name="write-preview"),
    path(f"{HERE}difference/", views.differs, name="write-difference"),
    path(f"{HERE}try/", views.trial, name="write-try"),
    path(f"{HERE}publish/", views.publish, name="write-publish"),
    path(f"{HERE}take-back/", views.take_back, name="write-take-back"),
    path(f"{HERE}forget/", views.forget, name="write-forget"),
    path(f"{HERE}compared/", views.compared, name="write-compared"),
]
