from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from partnerships.models import PlacedMention
from tools import languages
from workshops.models import Phase, Report, Workshop
from workshops.public.maps.threads import card_threads
from workshops.public.parts.cards import cards, listed
from workshops.public.policy import open_to_all

AHEAD, BEHIND = 20, 3
LONGEST_HEADER = 500


@open_to_all
def root(request):
    """To the start page in the language of the browser; no cookie is asked."""
    with translation.override(preferred_language(request)):
        response = HttpResponseRedirect(reverse("public:home"))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@open_to_all
def home(request):
    at = timezone.now()
    public = listed(Workshop.objects.public(), at)
    upcoming, past = list(public.upcoming(at)[:AHEAD]), list(public.past(at)[:BEHIND])
    shown = cards([*upcoming, *past], at, mention=PlacedMention)
    ahead, behind = shown[: len(upcoming)], shown[len(upcoming) :]
    report = Report.objects.public(at).latest_first().select_related("workshop").first()
    following = next((card for card in ahead if card.badge.phase != Phase.CANCELLED), None)
    context = {
        "ahead": ahead,
        "behind": behind,
        "following": following,
        "report": report,
        "threads": card_threads(following) if following else None,
    }
    return render(request, "workshops/public/home.html", context)


def preferred_language(request):
    """The first of our languages that the browser asks for, else the default."""
    header = request.headers.get("Accept-Language", "")[:LONGEST_HEADER]
    for code, _weight in parse_accept_lang_header(header):
        language = code.partition("-")[0]
        if language in languages.LANGUAGES:
            return language
    return languages.DEFAULT_LANGUAGE
