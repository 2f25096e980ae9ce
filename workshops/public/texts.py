"""The pages about the site itself: the organisers' words, or the built-in text until they write."""

from django.shortcuts import render

from tools import languages
from workshops import built_in
from workshops.models import TextPage
from workshops.public.policy import open_to_all


@open_to_all
def text_page(request, key):
    written = {
        page.key: page for page in TextPage.objects.filter(key__in=[key, TextPage.Key.IMPRINT])
    }
    page = written.get(key, TextPage(key=key))
    body = languages.translated(page, "body")
    context = {
        "page": page,
        "name": name_of(page),
        "body": body,
        "built_in": built_in.TEMPLATES[page.key],
        **built_in.context(page, written.get(TextPage.Key.IMPRINT)),
    }
    return render(request, "workshops/public/text_page.html", context)


def name_of(page):
    """The title the organisers gave it, else the name of the page in the reader's language."""
    title = languages.translated(page, "title")
    if title.text:
        return title
    return languages.Translated(page.get_key_display(), languages.current_language())
