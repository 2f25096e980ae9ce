"""Django's own mails, about accounts, go through the outbox like all others."""

from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from tools import languages
from workshops.models import Message


class OutboxBackend(BaseEmailBackend):
    """The e-mail backend: a row for each recipient, in the transaction of the caller.

    Only the plain text is kept, in the active language; what has attachments is refused.
    """

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        return len([row for email in email_messages for row in _written(email)])


def _written(email: EmailMessage) -> list[Message]:
    if email.attachments:
        raise ValueError("The outbox takes no attachments of mails about accounts.")
    return [
        Message.objects.create(
            kind=Message.Kind.ACCOUNT,
            recipient=recipient,
            reply_to=(email.reply_to or [""])[0],
            language=languages.current_language(),
            subject=" ".join(str(email.subject).split())[:250],
            text=str(email.body),
        )
        for recipient in email.recipients()
    ]
