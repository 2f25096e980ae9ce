"""Sitemap, robots.txt and security.txt."""

import datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from tests.factories import make_municipality, make_report, make_workshop

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def sitemap(client):
    """{address: [(language, address)]}"""
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    return {
        url.find(f"{SITEMAP}loc").text: [
            (link.get("hreflang"), link.get("href")) for link in url.iter(f"{XHTML}link")
        ]
        for url in ElementTree.fromstring(response.content)
    }


def test_the_sitemap_lists_pages_that_exist_in_four_languages(client, world):
    listed = sitemap(client)

    assert len(listed) % 4 == 0
    for address in listed:
        path = address.removeprefix("http://testserver")
        assert client.get(path).status_code == 200, path
    for path in ("", "workshops/past-one/", "cities/gastivka/", "topics/energy/", "data/"):
        assert f"http://testserver/uk/{path}" in listed


def test_each_page_names_the_others(client, world):
    for alternates in sitemap(client).values():
        codes = [code for code, _address in alternates]
        assert sorted(codes) == ["de", "en", "sq", "uk", "x-default"]
        assert dict(alternates)["x-default"] == dict(alternates)["de"]


@pytest.mark.row("A55")
def test_the_sitemap_holds_public_pages_only(client, world):
    make_workshop("canary-draft", publication="draft")
    make_municipality("canary-city")
    make_report(world["past"], "canary", published_on=timezone.localdate() + datetime.timedelta(2))

    assert [address for address in sitemap(client) if "canary" in address] == []


def test_the_sitemap_invents_no_dates(client, world):
    assert b"lastmod" not in client.get("/sitemap.xml").content


def test_robots_may_read_everything_public(client):
    assert client.get("/robots.txt").content.decode() == (
        "User-agent: *\nDisallow: /admin/\nSitemap: http://testserver/sitemap.xml\n"
    )


def test_security_txt_names_the_contact_for_less_than_a_year(client, settings):
    settings.SITE_CONTACT = "office@example.org"

    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)

    assert fields["Contact"] == "mailto:office@example.org"
    assert fields["Preferred-Languages"] == "de, en, uk, sq"
    left = datetime.datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert datetime.timedelta(30) < left < datetime.timedelta(365)


def test_without_a_contact_there_is_no_security_txt(client, settings):
    settings.SITE_CONTACT = ""

    assert client.get("/.well-known/security.txt").status_code == 404
