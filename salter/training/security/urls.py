"""Pages of security exercises, below those of practising."""

from django.urls import path

from salter.training.security import views

urlpatterns = [
    path("practice/security/<slug:code>/", views.about, name="security"),
    path("practice/security/<slug:code>/take/", views.take, name="security-take"),
    path("practice/security/<slug:code>/begin/", views.begin, name="security-begin"),
    path("practice/security/<slug:code>/situation/", views.work, name="security-work"),
]
