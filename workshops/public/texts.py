from datetime import date

from django.conf import settings
from django.shortcuts import render

from workshops.public.policy import open_to_all

REVIEWED_ON = date(2026, 11, 22)


@open_to_all
def imprint(request):
    return render(request, "workshops/public/imprint.html", operator())


@open_to_all
def privacy(request):
    return render(request, "workshops/public/privacy.html", operator())


@open_to_all
def accessibility(request):
    context = operator() | {"reviewed_on": REVIEWED_ON}
    return render(request, "workshops/public/accessibility.html", context)


def operator():
    """Who answers for this installation, from the settings."""
    return {"operator": settings.SITE_OPERATOR, "contact": settings.SITE_CONTACT}
