"""Every page that links lead to: what a browser keeps, loads and refuses on it (A69)."""

import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Error

from tests.journeys.pages import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.row("A69")]

LISTEN = """
    window.refused = [];
    document.addEventListener('securitypolicyviolation', event => window.refused.push(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
LOOK = """() => ({
    refused: window.refused,
    stored: localStorage.length + sessionStorage.length,
    cookie: document.cookie,
    inline: [...document.scripts].filter(script => !script.src && script.type !== 'importmap'
        && !script.type.endsWith('json')).length
        + document.querySelectorAll('[onclick], [onload], [onerror], [onsubmit]').length,
    links: [...document.querySelectorAll('a[href]')].filter(link => !link.download)
        .map(link => link.href),
})"""
FILES = re.compile(r"\.(csv|json|ics|atom|xml|pdf|png|xlsx|zip|txt)$|/(calendar|feed|materials?)/")
SHAPE = re.compile(r"\d+")
MOST_OF_A_SHAPE = 2


class Crawl:
    """Goes from page to page within a prefix and notes what is wrong on each."""

    def __init__(self, page, url, prefix):
        self.page, self.url, self.prefix = page, url, prefix
        self.visited, self.wrong, self.shapes = [], [], Counter()
        page.add_init_script(LISTEN)

    def run(self, *starts):
        waiting, known = deque(starts), set(starts)
        while waiting:
            path = waiting.popleft()
            for link in self.look(path):
                parts = urlsplit(urljoin(self.url + path, link))
                found = parts.path + (f"?{parts.query}" if "/add/" in parts.path else "")
                if f"{parts.scheme}://{parts.netloc}" == self.url and self.is_wanted(found, known):
                    known.add(found)
                    waiting.append(found)

    def is_wanted(self, path, known):
        if path in known or not path.startswith(self.prefix) or FILES.search(path):
            return False
        self.shapes[SHAPE.sub("0", path)] += 1
        return self.prefix != "/admin/" or self.shapes[SHAPE.sub("0", path)] <= MOST_OF_A_SHAPE

    def look(self, path):
        self.page.complaints.clear()
        try:
            answer = self.page.goto(self.url + path)
        except Error as error:
            if "Download is starting" in error.message:
                return []
            raise
        seen = self.page.evaluate(LOOK)
        self.visited.append(path)
        faults = [*seen["refused"], *self.page.complaints, *self.page.foreign]
        faults += [f"status {answer.status}"] if answer.status != 200 else []
        faults += ["inline script"] if seen["inline"] else []
        if self.prefix != "/admin/":
            faults += ["stored"] if seen["stored"] or seen["cookie"] else []
            faults += ["cookie"] if self.page.context.cookies() else []
        self.wrong += [f"{path}: {fault}" for fault in faults]
        return seen["links"]


def test_who_only_reads_is_left_alone(visit, demo):
    """No cookie, nothing stored, nothing foreign, no violation of the policy, no inline script."""
    page = visit("/de/")
    crawl = Crawl(page, demo.url, "/de/")

    crawl.run("/de/")
    for language in LANGUAGES:
        crawl.look(f"/{language}/")

    assert len(crawl.visited) > 120
    assert crawl.wrong == []


def test_the_administration_keeps_the_policy(organiser, demo):
    crawl = Crawl(organiser, demo.url, "/admin/")

    crawl.run("/admin/")

    assert len(crawl.visited) > 60
    assert crawl.wrong == []


PLANTED = [
    "document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))",
    "document.body.append(Object.assign(document.createElement('img'), {src: 'http://a.test/'}))",
    "document.body.setAttribute('onclick', '1')",
    "localStorage.a = 'b'",
    "document.cookie = 'a=b'",
]


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_found(visit, demo, planted):
    """The control of the crawls."""
    page = visit("/de/imprint/")
    crawl = Crawl(page, demo.url, "/de/")
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {planted} }})")

    crawl.look("/de/imprint/")

    assert crawl.wrong != []
