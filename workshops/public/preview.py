"""A draft as its page would look if it were published now, for whoever holds a link to it."""

from threading import BoundedSemaphore

from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import described
from tools import languages
from workshops.models import Link, Workshop, has_place
from workshops.public import errors
from workshops.public.policy import by_link
from workshops.public.workshops import detail_context

# A preview waits for the right to write; the other threads of the process serve everybody else
READERS = BoundedSemaphore(2)


@by_link
def workshop_preview(request, token):
    at = timezone.now()
    link = Link.objects.previews().with_token(token)
    if link is None:
        return closed(request, 404)
    if not link.is_live(at):
        return closed(request, 410)
    if link.workshop.is_public:
        return redirect(link.workshop)
    if not READERS.acquire(blocking=False):
        busy = errors.unavailable(request)
        busy["Retry-After"] = "2"
        return busy
    try:
        return published_for_a_moment(request, link.workshop_id, at)
    except (Workshop.DoesNotExist, IntegrityError):  # put away, or it has no title yet
        return closed(request, 410)
    finally:
        READERS.release()


def published_for_a_moment(request, pk, at):
    """The page of a draft, made while it is published inside a transaction that is taken back.

    So the page asks the same questions as the public one, and nobody else sees the draft.
    """
    with transaction.atomic():
        draft = Workshop.objects.drafts().filter(pk=pk)
        # what could not be published yet
        draft.exclude(described("cover")).update(cover="")
        here = f"place_{languages.current_language()}"
        draft.exclude(has_place()).update(**{here: _("Place still open")})
        draft.update(publication=Workshop.Publication.PUBLISHED)
        workshop = Workshop.objects.public().with_seats().for_page().get(pk=pk)
        # what would lead nowhere before the publication is named without a link
        context = detail_context(workshop, at) | {"is_draft": True}
        response = render(request, "workshops/public/workshop_preview.html", context)
        transaction.set_rollback(True)
    return response


def closed(request, status):
    """The same words whether the link never existed, has expired or was revoked."""
    return render(request, "workshops/public/link_closed.html", status=status)
