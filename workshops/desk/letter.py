import contextlib

from django.http import Http404
from django.shortcuts import redirect, render

from tools import filetypes, languages
from workshops.desk.forms import LetterForm
from workshops.desk.policy import by_nomination_link
from workshops.registration import naming, sending


@by_nomination_link("GET", "HEAD", "POST")
def letter(request, visit):
    form = LetterForm()
    status, is_in_between = 200, False
    if request.method == "POST" and "switch" not in request.POST:
        form, status = LetterForm(request.POST, request.FILES), 422
        if form.is_valid():
            seen = request.POST.get("seen", "")
            try:
                sending.keep_letter(visit.delegation, form.cleaned_data["file"], seen=seen)
            except naming.Changed:
                form, status, is_in_between = LetterForm(), 409, True
            else:
                return redirect(visit.url("letter"))
    context = {
        "visit": visit,
        "form": form,
        "seen": naming.digest(visit.letter),
        "is_in_between": is_in_between,
    }
    return render(request, "workshops/desk/letter.html", context, status=status)


@by_nomination_link("GET", "HEAD")
def file(request, visit):
    """To be saved, never shown; its name says nothing about who sent it."""
    if visit.letter is None:
        raise Http404
    name = f"nomination-letter.{filetypes.ending(visit.letter.file.name)}"
    return filetypes.download(visit.letter.file, name, languages.current_language())


@by_nomination_link("POST")
def remove(request, visit):
    """Another letter than the one that was shown stays."""
    with contextlib.suppress(naming.Changed):
        sending.drop_letter(visit.delegation, seen=request.POST.get("seen", ""))
    return redirect(visit.url("letter"))
