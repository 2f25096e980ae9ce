"""What is kept of a contact, and the press that says it is right."""

from django.conf import settings
from django.shortcuts import render

from partnerships.models import Contact
from workshops.desk import closed
from workshops.desk.policy import by_mail
from workshops.registration import contact_details
from workshops.retention.held import shown

# not what organisers note, nor when
SHOWN = ("name", "office", "email", "phone", "language", "salutation")


@by_mail
def details(request, token):
    """Of a municipality that protects its people nothing is shown before a press."""
    contact = Contact.objects.with_token(token)
    if contact is None:
        return closed.unknown(request)
    act = request.POST.get("act", "")
    if act == "confirm":
        contact_details.confirm(contact)
    context = {
        "held": shown(contact, SHOWN),
        "token": token,
        "is_confirmed": act == "confirm",
        "is_shown": act == "show" or not contact.is_guarded,
        "contact": settings.SITE_CONTACT,
    }
    return render(request, "workshops/desk/contact.html", context)
