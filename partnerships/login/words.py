"""What the login says: errors, notes on the page and mails, where allauth has no Albanian."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

ERRORS = {
    "account_inactive": _("This account is switched off."),
    "email_password_mismatch": _("Wrong e-mail or password, or the account is switched off."),
    "enter_current_password": _("This is not your current password."),
    "incorrect_code": _("This code is not right, or it was used already."),
    "incorrect_password": _("This password is not right."),
    "invalid_login": _("Wrong e-mail or password, or the account is switched off."),
    "invalid_password_reset": _("This link is no longer valid."),
    "rate_limited": _("Too many attempts. Wait five minutes and try again."),
    "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
}
NO_FACTOR = _("Set up an authenticator app or a passkey first.")
# said by a form of allauth, found in our catalogue
gettext_noop("You must type the same password each time.")

NOTES = {
    "account/messages/password_changed.txt": _("The new password is in use."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app was removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey is set up."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes are ready. Keep them safe."),
}

RESET = "account/email/password_reset_key"
UNKNOWN = "account/email/unknown_account"
WELCOME = "welcome"
GUESSED = "guessed"
_CHANGED = _(
    "Hello,\n\nthis happened to your account at %(site)s: %(subject)s.\n\nIf it was not you, set a "
    "new password at once and tell whoever looks after the accounts:\n\n%(reset_url)s"
)
_PASSWORD_CHANGED = (_("the password was changed"), _CHANGED)

# subject and text of each mail
MAILS = {
    WELCOME: (
        _("Your account for the administration"),
        _(
            "Hello,\n\nan account was made for you at %(site)s. Choose a password here:\n\n"
            "%(url)s\n\nThe link works once and for three days. After that, ask for a new one at "
            "the login: “Forgotten your password?”"
        ),
    ),
    RESET: (
        _("Choose a new password"),
        _(
            "Hello,\n\nsomebody, probably you, asked for a new password for your account at "
            "%(site)s. Choose it here:\n\n%(url)s\n\nThe link works once and for three days. If it "
            "was not you, do nothing: your password stays as it is."
        ),
    ),
    UNKNOWN: (
        _("No account with this address"),
        _(
            "Hello,\n\nsomebody, probably you, asked for a new password at %(site)s. There is no "
            "account with this address. Perhaps yours has another one. If it was not you, do "
            "nothing."
        ),
    ),
    GUESSED: (_("somebody tried many wrong passwords"), _CHANGED),
    "account/email/password_changed": _PASSWORD_CHANGED,
    "account/email/password_reset": _PASSWORD_CHANGED,
    "mfa/email/totp_activated": (_("an authenticator app was set up"), _CHANGED),
    "mfa/email/totp_deactivated": (_("the authenticator app was removed"), _CHANGED),
    "mfa/email/webauthn_added": (_("a passkey was set up"), _CHANGED),
    "mfa/email/webauthn_removed": (_("a passkey was removed"), _CHANGED),
    "mfa/email/recovery_codes_generated": (_("new recovery codes were made"), _CHANGED),
}
