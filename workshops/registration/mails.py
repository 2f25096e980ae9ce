"""A message of the outbox as a mail: exactly one recipient, one subject, text and HTML."""

import datetime
import re
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from workshops.models import InvitationLetter, Message


class Policy(EmailPolicy):
    """Long subjects keep their spaces: EmailPolicy loses one where it breaks between two words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() != "subject" or str(value).isascii():
            return super().fold_binary(name, value)
        encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}".encode("ascii")


# bodies in quoted-printable or base64: nothing on the way needs more than ASCII
POLICY = Policy(linesep="\r\n", cte_type="7bit")


def composed(message: Message, at: datetime.datetime) -> EmailMessage:
    """Return the mail as it leaves at an instant; the same Message-ID each time.

    Raises ValidationError where the recipient is no single address.
    """
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = " ".join(message.subject.split())  # line separators of any kind, too
    if settings.DEFAULT_FROM_EMAIL:
        mail["From"] = Address(settings.SITE_NAME, addr_spec=ascii_address(sender()))
    mail["To"] = Address(addr_spec=ascii_address(message.recipient))
    if message.reply_to:
        mail["Reply-To"] = Address(addr_spec=ascii_address(message.reply_to))
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices, please
    mail.set_content(message.text)
    mail.add_alternative(as_html(message.text, message.language), subtype="html")
    if message.letter:
        _attach(mail, message.letter)
    mail["Content-Language"] = message.language  # last: what is enclosed takes Content-… along
    return mail


def _attach(mail: EmailMessage, letter: InvitationLetter) -> None:
    with letter.file.open("rb") as file:
        mail.add_attachment(
            file.read(), maintype="application", subtype="pdf", filename=f"{letter.number}.pdf"
        )


def sender() -> str:
    """The address that every mail comes from, and that hears of returned ones."""
    return settings.DEFAULT_FROM_EMAIL


def ascii_address(address: str) -> str:
    """Return the address with its domain in ASCII (IDNA). Raises ValidationError."""
    validate_email(address)
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise ValidationError(str(error)) from error


def as_html(text: str, language: str) -> str:
    """Return the text as an HTML document: paragraphs, lines, and our own links alone."""
    paragraphs = [
        format_html("<p>{}</p>", _lines(paragraph))
        for paragraph in re.split(r"\n\s*\n", text.strip())
    ]
    body = "\n".join(paragraphs)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"></head>'
        f"<body>\n{body}\n</body></html>\n"
    )


def _lines(paragraph: str) -> SafeString:
    return mark_safe("<br>\n".join(_line(line) for line in paragraph.splitlines()))


def _line(line: str) -> str:
    """A link is a line that is nothing but an address of this site: no name can become one."""
    address = line.strip()
    own = re.fullmatch(re.escape(settings.SITE_URL) + r"/[\w/.?=&%-]*", address, re.ASCII)
    return format_html('<a href="{0}">{0}</a>', address) if own else escape(line)
