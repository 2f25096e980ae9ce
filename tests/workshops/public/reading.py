"""What tests read from a public page, and how many queries it took."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext


def main_of(response):
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def section(text, name):
    return text.partition(f'id="{name}"')[2].partition("</section>")[0]


def plain(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def tiles(text):
    """The municipalities that stand as tiles."""
    return re.findall(r'class="tile" href="/\w\w/cities/([^/]+)/"', text)


def number_of_queries(client, path, fill, steps=(1, 3, 30)):
    """How many queries a page needs, which must not depend on how often it was filled."""
    numbers = set()
    for step in steps:
        for _row in range(step):
            fill()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        numbers.add(len(queries))
    (number,) = numbers
    return number
