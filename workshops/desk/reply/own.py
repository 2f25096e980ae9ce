"""What only the person sees and says: consents, and what is held of them."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tools import filetypes, languages
from workshops.desk.reply import held
from workshops.desk.reply.pages import brief
from workshops.desk.reply.policy import by_reply_link
from workshops.models import IssuedPaper, Status
from workshops.models.keeping import needs_kept_until, people_kept_until
from workshops.registration import consents, issuing

Kind = IssuedPaper.Kind


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
    if purpose in consents.TEXTS:
        consents.say(
            visit.person,
            purpose,
            request.POST.get("say") == "yes",
            language=languages.current_language(),
            via=consents.Consent.Via.LINK,
        )
    return redirect(visit.url("consents"))


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


@by_reply_link("GET", "HEAD")
def letter(_request, visit):
    """Confirms to the employer that the person comes, as it was issued; only while it is so."""
    person = visit.person
    if not issuing.has_letter(person):
        return redirect(visit.url("reply"))
    issued = issuing.of(person, Kind.LETTER)
    if issued:
        return _issued(visit, issued)
    language = languages.current_language()
    content = issuing.draft(person, Kind.LETTER, language, timezone.localdate())
    name = f"{visit.workshop.slug}-{person.reference}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@by_reply_link("GET", "HEAD")
def certificate(_request, visit):
    issued = issuing.of(visit.person, Kind.CERTIFICATE)
    if issued is None:
        return redirect(visit.url("reply"))
    return _issued(visit, issued)


def _issued(visit, paper):
    name = f"{visit.workshop.slug}-{paper.number}.pdf"
    return filetypes.download(paper.file, name, paper.language)


@by_reply_link("GET", "HEAD")
def material(_request, visit, pk):
    """A file of the workshop for those who take part."""
    if visit.person.status != Status.CONFIRMED:
        raise Http404
    found = get_object_or_404(visit.workshop.materials, pk=pk)
    return filetypes.download(found.file, found.download_name, found.language)


def _is_given(consent):
    return consent is not None and consent.act == consents.Act.GIVEN
