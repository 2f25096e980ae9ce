"""Who stands at the door: an organiser who is logged in, or a helper with a door pass."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.template import Library
from django.urls import reverse
from django.utils import timezone

from partnerships.models import User
from tools import languages
from workshops.models import DoorPass, Workshop, for_user
from workshops.registration import door_passes

register = Library()

SALT = "workshops.checkin.door"
COOKIE = "door"
CHECK_IN = "workshops.add_attendance"


@dataclass(frozen=True)
class Doorkeeper:
    workshop: Workshop
    user: User | None = None
    door_pass: DoorPass | None = None

    @property
    def name(self):
        return str(self.door_pass or self.user)

    @property
    def is_organiser(self):
        return self.door_pass is None

    def url(self, name, *args, **query):
        return reverse(f"checkin:{name}", args=[self.workshop.slug, *args], query=query or None)


def at_the_door_of(request, slug):
    """The doorkeeper of a workshop that a request comes from. Raises door_passes.Closed."""
    user = request.user
    if user.is_authenticated and user.is_staff and user.has_perm(CHECK_IN):
        workshop = for_user(Workshop.objects.filter(slug=slug), user).first()
        if workshop:
            return Doorkeeper(workshop, user=user)
    door_pass = door_passes.by_key(slug, _key(request))
    return Doorkeeper(door_pass.workshop, door_pass=door_pass)


def let_in(response, door_pass):
    """The browser proves from now on that the code was right, below the door of this workshop only.

    One cookie per language: each has an address of its own.
    """
    seal = signing.dumps(door_pass.pk, salt=SALT)
    seconds = int((door_pass.workshop.ends_at - timezone.now()).total_seconds())
    for language in languages.LANGUAGES:
        response.set_cookie(
            f"{COOKIE}-{language}",
            seal,
            max_age=max(seconds, 0),
            path=f"/{language}/checkin/{door_pass.workshop.slug}/",
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


def _key(request):
    seal = request.COOKIES.get(f"{COOKIE}-{languages.current_language()}", "")
    try:
        return int(signing.loads(seal, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise door_passes.Closed(door_passes.Why.UNKNOWN) from forged


@register.simple_tag
def door_url(keeper, name, *args, **query):
    """The address of a page of the same door."""
    return keeper.url(name, *args, **query)
