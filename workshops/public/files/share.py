"""The picture that other sites show beside a link: of a workshop, or of the whole site."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partnerships.models import PlacedMention
from tools import languages
from workshops.models import Phase, Workshop
from workshops.public.maps.threads import card_threads
from workshops.public.parts.cards import cards, listed
from workshops.public.policy import open_to_all


@open_to_all
def share_picture(request):
    claim = _("Workshops in which municipalities of several countries plan projects together.")
    return png(settings.SITE_NAME, claim, [urlsplit(settings.SITE_URL).hostname])


@open_to_all
def workshop_share_picture(request, slug):
    at = timezone.now()
    workshop = get_object_or_404(listed(Workshop.objects.public(), at), slug=slug)
    (card,) = cards([workshop], at, mention=PlacedMention)
    days = languages.date_range(workshop.starts_on, workshop.ends_on, languages.current_language())
    note = card.badge.label if card.badge.phase == Phase.CANCELLED else ""
    return png(
        settings.SITE_NAME,
        card.title.text,
        [line for line in (days, card.place.text) if line],
        note=note or capfirst(workshop.get_kind_display()),
        threads=card_threads(card),
    )


def png(*words, **drawn):
    # Pillow is loaded by the first picture, not by every start
    from workshops.public.files.drawing import picture

    # made to be shown elsewhere
    headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
    return HttpResponse(picture(*words, **drawn), content_type="image/png", headers=headers)
