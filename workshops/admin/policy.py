from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from partnerships import audit
from partnerships.admin.base import is_number
from partnerships.login import factors
from tools import attempts
from workshops.models import Message, Workshop, for_user

# lists and papers in ten minutes
MOST_FILES = 100
# so many people leave only to who has just shown that the account is theirs
LARGE = 100


def needs(*permissions):
    """The policy of an organiser's page: one of these permissions, or it is refused.

    The page itself stands behind AdminSite.admin_view, which asks for the login.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may(request.user, *permissions):
                if permissions == TAKE_LISTS:
                    note_refusal(request)
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.policy = permissions
        return guarded

    return decorate


def may(user, *permissions):
    return any(user.has_perm(permission) for permission in permissions)


def workshop_or_404(request, pk, workshops=None):
    """The workshop of a page. One that the account does not work on is as one that is not there."""
    return thing_or_404(request, Workshop.objects.all() if workshops is None else workshops, pk=pk)


def thing_or_404(request, things, **wanted):
    """Likewise a thing of a workshop, found by its own key and by that of its workshop."""
    return get_object_or_404(for_user(things, request.user), **wanted)


def list_of_workshop_or_404(request, pk, workshops=None):
    """Likewise that of a list or paper: who asks for one of a workshop of others is on record."""
    try:
        return workshop_or_404(request, pk, workshops)
    except Http404:
        if Workshop.objects.filter(pk=pk).exists():
            note_refusal(request, out_of_reach=True)
        raise


def note_refusal(request, **details):
    """Who asked for a list of people without the right to it; the page says for which."""
    match = request.resolver_match
    pk = match.kwargs["pk"]
    audit.record(
        audit.Action.EXPORT_REFUSED,
        request=request,
        workshop=pk if is_number(str(pk)) else None,
        page=match.url_name,
        list=match.kwargs.get("purpose", match.kwargs.get("kind", "")),
        **details,
    )


def require_few_files(request):
    """Lists and papers cost us much: TooMany for more of them than an account can need."""
    attempts.require_few(request, "files", MOST_FILES, account=request.user.pk)


def shows_again(request, count):
    """Whether password or code is asked for before people leave; `count` says how many."""
    return not factors.is_recent(request) and count() > LARGE


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
# outcomes, documents or reports: without any of them the page would be empty
SEE_RESULTS = (
    *("workshops.view_outcome", "workshops.change_outcome"),
    *("workshops.view_material", "workshops.change_material"),
    *SEE_REPORTS,
)
SEE_CONTACTS = ("partnerships.view_contact", "partnerships.change_contact")
SEE_PEOPLE = ("workshops.view_delegate", "workshops.change_delegate")
# both of them
IMPORT_PEOPLE = ("workshops.add_delegate", "workshops.change_delegate")
# names at the door and on the lists that are signed, and nothing else of people
SEE_DOOR = (*SEE_PEOPLE, "workshops.add_attendance")
SEE_TEAM = ("workshops.view_assignment",)
SEE_ACCOUNTS = ("partnerships.view_user", "partnerships.change_user")
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
