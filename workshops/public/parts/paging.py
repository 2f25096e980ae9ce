import re
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Paginator
from django.http import Http404

PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


@dataclass(frozen=True)
class PageLink:
    number: int | str
    url: str
    is_current: bool = False


class Pages:
    """One page of a list, chosen by ?page=; anything but a number of an existing page is a 404."""

    def __init__(self, request, rows, size=20):
        self._request = request
        self._page = Paginator(rows, size).page(self._number(request, len(rows), size))
        self.rows = self._page.object_list
        self.number = self._page.number

    @property
    def is_first(self):
        return self.number == 1

    @cached_property
    def links(self):
        paginator = self._page.paginator
        if paginator.num_pages == 1:
            return []
        numbers = paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1)
        return [
            PageLink(
                number,
                "" if number == paginator.ELLIPSIS else self._url(number),
                number == self.number,
            )
            for number in numbers
        ]

    @property
    def previous_url(self):
        return self._url(self.number - 1) if self._page.has_previous() else ""

    @property
    def next_url(self):
        return self._url(self.number + 1) if self._page.has_next() else ""

    def _url(self, number):
        query = self._request.GET.copy()
        query.pop("page", None)
        if number > 1:
            query["page"] = number
        return f"{self._request.path}?{query.urlencode()}" if query else self._request.path

    @staticmethod
    def _number(request, length, size):
        given = request.GET.getlist("page") or ["1"]
        if len(given) > 1 or not PAGE_NUMBER.fullmatch(given[0]):
            raise Http404("No such page")
        number = int(given[0])
        if number > max(1, -(-length // size)):
            raise Http404("No such page")
        return number
