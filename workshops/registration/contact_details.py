"""Contacts are asked once a year whether what is kept of them is right. Who confirms it stays; who
does not is erased after two years (retention/policy.py)."""

import datetime
import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from partnerships.models import Contact
from tools import languages, tokens
from workshops.models import Message, is_sending
from workshops.models.keeping import CONTACT_KEPT
from workshops.registration import links
from workshops.registration.wording import Wording

logger = logging.getLogger(__name__)
# so that an address book that was taken over is not asked all at once
MOST_A_DAY = 100
A_DAY = datetime.timedelta(days=1)
WORDING = Wording(
    gettext_lazy("Are your contact details still right?"),
    gettext_lazy(
        "{greeting}\n\n"
        "we keep your contact details in order to invite your municipality or organisation to "
        "workshops. Please look at them and confirm that they are right:\n"
        "{link}\n\n"
        "If something is wrong, or if you want them to be erased, answer this message.\n"
        "{erasure}\n\n"
        "{organiser}"
    ),
)


def ask(at: datetime.datetime) -> None:
    """Write to those who are to be asked, at most so many within a day; nothing while no mail
    leaves by itself."""
    if not is_sending():
        return
    lately = Contact.objects.filter(asked_at__gt=at - A_DAY).count()
    contacts = Contact.objects.to_ask(at)
    for pk in contacts.values_list("pk", flat=True)[: max(MOST_A_DAY - lately, 0)]:
        try:
            with transaction.atomic():
                contact = contacts.locked().filter(pk=pk).first()
                if contact:
                    _ask(contact, at)
        except Exception:
            logger.exception("Contact %s was not asked", pk)


def _ask(contact: Contact, at: datetime.datetime) -> None:
    token = tokens.make()
    contact.asked_at, contact.token_hash = at, tokens.hashed(token)
    contact.save(update_fields=["asked_at", "token_hash"])
    language = contact.language
    with override(language):
        subject, text = WORDING.filled(
            {
                "greeting": contact.salutation or _("Dear Sir or Madam,"),
                "link": links.address(token, language, "desk:contact"),
                "erasure": _erasure(contact, timezone.localdate(at)),
                "organiser": settings.SITE_NAME,
            }
        )
    Message.objects.create(
        kind=Message.Kind.CONTACT,
        contact=contact,
        recipient=contact.email,
        reply_to=settings.SITE_CONTACT,
        language=language,
        subject=subject,
        text=text,
    )


def _erasure(contact: Contact, today: datetime.date) -> str:
    """Until when nobody need confirm; nothing of who is kept longer, for a workshop in hand."""
    last_day = contact.confirmed_on + CONTACT_KEPT
    if last_day < today:
        return ""
    day = languages.format_day(last_day, languages.current_language())
    return _("If nobody confirms them, we erase them after %(day)s.") % {"day": day}


def confirm(contact: Contact) -> None:
    """The contact says that all of it is right today."""
    Contact.objects.filter(pk=contact.pk).update(verified_on=timezone.localdate())
