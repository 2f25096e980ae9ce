from functools import wraps

from django.core.exceptions import PermissionDenied

from workshops.models import Message


def needs(*permissions):
    """The policy of an organiser's page: one of these permissions, or it is refused.

    The page itself stands behind AdminSite.admin_view, which asks for the login.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may(request.user, *permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.policy = permissions
        return guarded

    return decorate


def may(user, *permissions):
    return any(user.has_perm(permission) for permission in permissions)


def messages_of(user, workshop):
    """The messages of a workshop; those to people or naming them only for who may see people."""
    found = workshop.messages.all()
    if may(user, *SEE_PEOPLE):
        return found
    kinds = Message.NAMING_PEOPLE | Message.REGISTERING
    return found.filter(delegate=None).exclude(kind__in=kinds)


SEE_WORKSHOPS = ("workshops.view_workshop", "workshops.change_workshop")
CHANGE_PROGRAMME = ("workshops.change_session",)
SEE_DELEGATIONS = ("workshops.view_delegation", "workshops.change_delegation")
SEE_REPORTS = ("workshops.view_report", "workshops.change_report")
SEE_CONTACTS = ("partnerships.view_contact", "partnerships.change_contact")
SEE_PEOPLE = ("workshops.view_delegate", "workshops.change_delegate")
# both of them
IMPORT_PEOPLE = ("workshops.add_delegate", "workshops.change_delegate")
# food, access, travel and rooms by name
SEE_NEEDS = ("workshops.view_delegateneeds", "workshops.change_delegateneeds")
SEE_MESSAGES = ("workshops.view_message", "workshops.change_message")
# every text of a workshop and its parts, whatever else an account may change
TRANSLATE = ("workshops.translate_workshop",)
# lists of people leave the system
TAKE_LISTS = ("workshops.export_delegate",)
# all of one person at once, for good
ERASE_PEOPLE = ("workshops.delete_delegate",)
ERASE_CONTACTS = ("partnerships.delete_contact",)
