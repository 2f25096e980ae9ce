"""What a person takes along: letter, calendar file, documents. For who has no e-mail address the
contact takes it."""

from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tools import calendars, filetypes, languages
from workshops.desk.reply.policy import by_reply_link, for_person
from workshops.documents import own_calendar, participation_letter
from workshops.models import Status
from workshops.registration.transitions import NotAllowed


def _for_who_comes(view):
    """Behind the person's link and behind the contact's, while it is so that the person comes."""

    @wraps(view)
    def page(request, visit, **kwargs):
        if not visit.takes_along:
            raise Http404
        if visit.person.status != Status.CONFIRMED:
            raise NotAllowed
        return view(request, visit, **kwargs)

    return by_reply_link("GET", "HEAD")(page), for_person("GET", "HEAD")(page)


def _letter(_request, visit):
    """Confirms to the employer that the person comes."""
    language, today = languages.current_language(), timezone.localdate()
    content = participation_letter.pdf(visit.person, language, today)
    return _download(visit, content, "pdf", "application/pdf")


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


letter, for_letter = _for_who_comes(_letter)
calendar, for_calendar = _for_who_comes(_calendar)
material, for_material = _for_who_comes(_material)
