"""The addresses of signing in. Their names are django-allauth's, which looks them up; what it offers beyond is not here."""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as one_time_codes
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path, re_path
from django.views.generic import RedirectView

from directory.admin.site import desk

at_desk = desk.sign_in_page

urlpatterns = [
    path("sign-in/", at_desk(account.login, "Sign in"), name="account_login"),
    path("sign-in/passkey/", at_desk(passkeys.login_webauthn, "Sign in"), name="mfa_login_webauthn"),
    path("sign-in/second-step/", at_desk(second_step.authenticate, "Second step"), name="mfa_authenticate"),
    path("sign-in/shut/", at_desk(account.account_inactive, "This account is shut"), name="account_inactive"),
    path("sign-in/forgotten/", at_desk(account.password_reset, "Forgotten password"), name="account_reset_password"),
    path(
        "sign-in/forgotten/sent/",
        at_desk(account.password_reset_done, "Look into your mail"),
        name="account_reset_password_done",
    ),
    re_path(
        r"^sign-in/new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        at_desk(account.password_reset_from_key, "Another password"),
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/new-password-set/",
        at_desk(account.password_reset_from_key_done, "Another password"),
        name="account_reset_password_from_key_done",
    ),
    path("sign-out/", at_desk(account.logout, "Sign out"), name="account_logout"),
    # One's own account
    path("account/", at_desk(second_step.index, "Your account"), name="mfa_index"),
    path("account/confirm/", at_desk(account.reauthenticate, "Is it you?"), name="account_reauthenticate"),
    path("account/confirm/code/", at_desk(second_step.reauthenticate, "Is it you?"), name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/", at_desk(passkeys.reauthenticate_webauthn, "Is it you?"), name="mfa_reauthenticate_webauthn"
    ),
    path("account/password/", at_desk(account.password_change, "Change your password"), name="account_change_password"),
    path("account/password/set/", at_desk(account.password_set, "Set a password"), name="account_set_password"),
    path(
        "account/one-time-codes/add/", at_desk(one_time_codes.activate_totp, "Set up one-time codes"), name="mfa_activate_totp"
    ),
    path(
        "account/one-time-codes/remove/",
        at_desk(one_time_codes.deactivate_totp, "Stop one-time codes"),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/recovery-codes/", at_desk(recovery_codes.view_recovery_codes, "Recovery codes"), name="mfa_view_recovery_codes"
    ),
    path(
        "account/recovery-codes/new/",
        at_desk(recovery_codes.generate_recovery_codes, "New recovery codes"),
        name="mfa_generate_recovery_codes",
    ),
    path("account/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("account/passkeys/add/", at_desk(passkeys.add_webauthn, "Add a passkey"), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/name/", at_desk(passkeys.edit_webauthn, "Rename a passkey"), name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/", at_desk(passkeys.remove_webauthn, "Remove a passkey"), name="mfa_remove_webauthn"
    ),
    path("account/sessions/", at_desk(sessions.list_usersessions, "Where you are signed in"), name="usersessions_list"),
]
