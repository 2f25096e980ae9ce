from dataclasses import dataclass

from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from tools import attempts, folding
from workshops.public.findings import Municipalities, Reports, Topics, Workshops
from workshops.public.parts.facets import FilterForm
from workshops.public.parts.paging import Pages
from workshops.public.policy import open_to_all

SHOWN = 6
# different ones in ten minutes from one address, which a whole town hall may share
MOST_SEARCHES = 600


@dataclass(frozen=True)
class WayOut:
    """A word to drop, the address of the search without it, and how much that finds."""

    word: str
    url: str
    hits: int


@open_to_all("q", "kind", "page")
def search(request):
    """Workshops, municipalities, topics and reports; `kind` shows one of them in full."""
    form = FilterForm(request.GET, [])
    q = form.cleaned_data["q"] if form.is_valid() else ""
    words = list(dict.fromkeys(folding.words(q)))
    if words:
        attempts.require_few_texts(request, "searches", MOST_SEARCHES, q)
    kinds = kinds_of(words, timezone.now())
    found = [kind for kind in kinds if kind.rows] if words else []
    chosen = next((kind for kind in found if kind.key == request.GET.get("kind")), None)
    pages = Pages(request, chosen.rows if chosen else [])
    context = {
        "q": q,
        "form": form,
        "found": found,
        "chosen": chosen,
        "pages": pages,
        "parts": [(chosen, chosen.hits(pages.rows))] if chosen else first_hits(found),
        "number": sum(len(kind.rows) for kind in found),
        "ways_out": [] if found else ways_out(request.path, q, words, kinds),
        "noindex": True,
    }
    return render(request, "workshops/public/search.html", context)


def kinds_of(words, at):
    municipalities = Municipalities(words, at)
    workshops = Workshops(words, at, municipalities)
    return [municipalities, workshops, Topics(words, at), Reports(words, at)]


def first_hits(found):
    return [(kind, kind.hits(kind.rows[:SHOWN])) for kind in found]


def ways_out(path, text, words, kinds):
    """For a search without hits: the words without which there would be some, the most first."""
    if len(words) < 2:
        return []
    hits = map(sum, zip(*(kind.numbers_without_a_word() for kind in kinds), strict=True))
    ways = [
        WayOut(dropped, f"{path}?{urlencode({'q': rest})}", number)
        for (dropped, rest), number in zip(rests(text, words), hits, strict=True)
        if number
    ]
    return sorted(ways, key=lambda way: -way.hits)


def rests(text, words):
    """[(word as typed, the text without it)] for each search word."""
    typed = {word: token for token in text.split() for word in folding.words(token)}
    for word in words:
        token = typed.get(word, word)
        yield token, " ".join(other for other in text.split() if other != token)
