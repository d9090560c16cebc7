"""Pages of going live."""

from django.urls import path

from salter.registry.starting import views

urlpatterns = [
    path("office/start/drafts/", views.pack, name="drafts"),
    path("office/start/drafts/all.zip", views.everything, name="drafts-all"),
    path("office/start/drafts/<slug:key>.<slug:form>", views.draft, name="draft"),
]
