"""What a person takes along: letter, certificate, calendar file, documents. For who has no e-mail
address the contact takes it."""

from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tools import calendars, filetypes, languages
from workshops.desk.reply.policy import by_reply_link, for_person
from workshops.documents import own_calendar
from workshops.models import IssuedPaper, Status
from workshops.registration import issuing
from workshops.registration.transitions import NotAllowed


def _comes(person):
    return person.status == Status.CONFIRMED


def _certificate_of(person):
    return issuing.of(person, IssuedPaper.Kind.CERTIFICATE)


def _for_whom(may_take):
    """Behind the person's link and behind the contact's, for people of whom it may be taken."""

    def decorate(view):
        @wraps(view)
        def page(request, visit, **kwargs):
            if not visit.takes_along:
                raise Http404
            if not may_take(visit.person):
                raise NotAllowed
            return view(request, visit, **kwargs)

        return by_reply_link("GET", "HEAD")(page), for_person("GET", "HEAD")(page)

    return decorate


def _letter(_request, visit):
    """Confirms to the employer that the person comes: as it was issued, or as it would be today."""
    issued = issuing.of(visit.person, IssuedPaper.Kind.LETTER)
    if issued:
        return _issued(visit, issued)
    language, today = languages.current_language(), timezone.localdate()
    content = issuing.draft(visit.person, IssuedPaper.Kind.LETTER, language, today)
    return _download(visit, content, "pdf", "application/pdf")


def _certificate(_request, visit):
    return _issued(visit, _certificate_of(visit.person))


def _issued(visit, paper):
    name = f"{visit.workshop.slug}-{paper.number}.pdf"
    return filetypes.download(paper.file, name, paper.language)


def _calendar(_request, visit):
    content = own_calendar.file(visit.person, languages.current_language(), timezone.now())
    return _download(visit, content, "ics", calendars.MIME)


def _material(_request, visit, pk):
    """A file of the workshop for those who take part."""
    found = get_object_or_404(visit.workshop.materials, pk=pk)
    return filetypes.download(found.file, found.download_name, found.language)


def _download(visit, content, ending, mime):
    """By reference, not by name: the name of a file is seen in many places."""
    name = f"{visit.workshop.slug}-{visit.person.reference}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=mime, headers=headers)


letter, for_letter = _for_whom(issuing.has_letter)(_letter)
certificate, for_certificate = _for_whom(_certificate_of)(_certificate)
calendar, for_calendar = _for_whom(_comes)(_calendar)
material, for_material = _for_whom(_comes)(_material)
