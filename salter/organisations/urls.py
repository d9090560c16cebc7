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
    path("sign-in/provider/", views.provider, name="provider"),
    path("sign-in/provider/back/", views.provider_back, name="provider-back"),
    path("sign-in/confirm/", views.confirm, name="confirm"),
    path("sign-out/", views.sign_out, name="sign-out"),
    *administration,
    path("security/", views.security, name="security"),
    path("security/password/", views.password, name="password"),
    path("security/codes/", views.codes, name="codes"),
    path("security/codes/remove/", views.codes_remove, name="codes-remove"),
    path("security/recovery/", views.recovery, name="recovery"),
    path("security/passkeys/add/", views.passkey_add, name="passkey-add"),
    path("security/passkeys/make/", views.passkey_make, name="passkey-make"),
    path("security/passkeys/<int:passkey_id>/", views.passkey, name="passkey"),
    path("security/provider/link/", views.provider_link, name="provider-link"),
    path("security/provider/unlink/", views.provider_unlink, name="provider-unlink"),
    path("security/sessions/end/", views.sessions_end, name="sessions-end"),
    path("security/tokens/<str:digest>/end/", views.token_end, name="token-end"),
    path("kept/", views.all_kept, name="kept-all"),
    path("kept/<uuid:form_id>/", views.kept_form, name="kept"),
]
