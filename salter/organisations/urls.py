"""Pages of this room."""

from django.urls import path

from salter.organisations import views
from salter.organisations.administration.urls import urlpatterns as administration

app_name = "organisations"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/second/", views.second, name="second"),
    path("sign-in/passkey/", views.sign_in_passkey, name="sign-in-passkey"),
    path("sign-in/passkey/options/", views.passkey_options, name="passkey-options"),
    path("sign-out/", views.sign_out, name="sign-out"),
    *administration,
]
