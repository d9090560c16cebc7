"""Addresses of standing practice."""

from django.urls import path

from salter.training.standing import views

urlpatterns = [
    path("practice/own/", views.own, name="own"),
    path("practice/own/open/", views.open_anew, name="own-open"),
    path("practice/own/enter/", views.enter, name="own-enter"),
    path("practice/own/leave/", views.leave, name="own-leave"),
    path("practice/own/give-up/", views.give_up, name="own-give-up"),
]
