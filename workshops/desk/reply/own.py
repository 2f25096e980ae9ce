"""What only the person sees and says: consents, and what is held of them."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect, render

from tools import languages
from workshops.desk.reply.pages import brief
from workshops.desk.reply.policy import by_reply_link
from workshops.models.keeping import needs_kept_until, people_kept_until
from workshops.registration import consents
from workshops.retention import held


@by_reply_link("GET", "HEAD")
def consent_page(request, visit):
    """Each consent with its text, how it stands, and one button."""
    standing = consents.standing(visit.person)
    rows = [
        (purpose, text, standing.get(purpose), _is_given(standing.get(purpose)))
        for purpose, text in consents.TEXTS.items()
    ]
    context = {"visit": visit, "rows": rows, **brief(visit)}
    return render(request, "workshops/desk/reply/consents.html", context)


@by_reply_link("POST")
def consent_say(request, visit):
    purpose = request.POST.get("purpose", "")
    place = ""
    if purpose in consents.TEXTS:
        place = f"#{purpose}"
        consents.say(
            visit.person,
            purpose,
            request.POST.get("say") == "yes",
            language=languages.current_language(),
            via=consents.Consent.Via.LINK,
        )
    return redirect(visit.url("consents") + place)


@by_reply_link("GET", "HEAD")
def privacy(request, visit):
    """All that is held of the person, for what, until when, and who took it out in a list."""
    context = {
        "visit": visit,
        "held": held.of(visit.person),
        "operator": settings.SITE_OPERATOR.replace("\\n", "\n"),
        "kept_until": people_kept_until(visit.workshop),
        "needs_kept_until": needs_kept_until(visit.workshop),
        **brief(visit),
    }
    return render(request, "workshops/desk/reply/privacy.html", context)


@by_reply_link("GET", "HEAD")
def download(_request, visit):
    """The same as a file for other programs (Article 20 GDPR)."""
    response = JsonResponse(
        held.as_data(visit.person), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    name = f"{visit.workshop.slug}-{visit.person.reference}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _is_given(consent):
    return consent is not None and consent.act == consents.Act.GIVEN
