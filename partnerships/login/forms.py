from allauth.account.forms import ResetPasswordForm

from partnerships.login import mails, words


class ForgottenPasswordForm(ResetPasswordForm):
    """A mail goes out either way, so that the answer tells nobody which addresses have accounts."""

    def save(self, request, **kwargs):
        if not self.users:
            mails.send(words.UNKNOWN, self.cleaned_data["email"])
            return self.cleaned_data["email"]
        return super().save(request, **kwargs)
