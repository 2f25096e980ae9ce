"""Outcomes, documents and the press box: what remains of a workshop, for whom, in which order."""

import datetime
import re

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import pictures
from tests.factories import (
    make_delegation,
    make_material,
    make_municipality,
    make_organisation,
    make_outcome,
    make_past_workshop,
    make_report,
    make_track,
    make_workshop,
)
from tests.workshops.public.reading import main_of
from workshops.models import Delegation, Outcome, ReportedFigure, Visibility, Workshop

pytestmark = pytest.mark.django_db


def page_of(client, workshop, language="de"):
    return main_of(client.get(f"/{language}/workshops/{workshop.slug}/"))


@pytest.fixture
def summaries(world):
    """The workshops of the world say what they are about."""
    Workshop.objects.update(summary_de="Worum es geht.")


def order(text, *ids):
    return sorted(ids, key=lambda name: text.index(f' id="{name}"'))


def test_a_past_workshop_opens_with_results_and_municipalities(client, world, summaries):
    make_material(world["past"])

    text = page_of(client, world["past"])

    expected = ["documents", "results", "municipalities", "overview", "tracks", "press"]
    assert order(text, *sorted(expected)) == expected


def test_an_upcoming_workshop_opens_with_what_it_is_about(client, world, summaries):
    make_material(world["ahead"])

    text = page_of(client, world["ahead"])

    expected = ["overview", "tracks", "municipalities", "press", "documents"]
    assert order(text, *sorted(expected)) == expected


def test_jump_links_lead_to_parts_of_the_page(client, world):
    for workshop in (world["past"], world["ahead"], make_past_workshop("bare")):
        text = page_of(client, workshop)

        jumps = re.findall(r'href="#([^"]+)"', text)
        assert [name for name in jumps if f' id="{name}"' not in text] == []


def test_a_past_workshop_without_a_report_says_so_and_has_nothing_to_jump_to(client):
    text = page_of(client, make_past_workshop("bare"))

    assert "Zu diesem Workshop ist noch kein Bericht erschienen." in text
    assert 'class="jump"' not in text


def test_outcomes_stand_by_kind_in_plain_words(client):
    workshop = make_past_workshop()
    for kind in ("insight", "success", "challenge", "lesson", "success"):
        make_outcome(workshop, kind=kind, text_en=f"On {kind}")

    section = (
        page_of(client, workshop, "en").partition('id="results"')[2].partition("</section>")[0]
    )

    assert re.findall(r"<h3>([^<]+)</h3>", section) == [
        "What works well",
        "What is difficult",
        "What was learned",
        "Insights",
    ]
    assert section.count("On success") == 2


def test_an_outcome_names_its_municipality_and_track(client, world):
    track = make_track(world["past"], "other", title_de="Netze")
    make_outcome(world["past"], municipality=world["guest"], track=track)

    section = page_of(client, world["past"]).partition('id="results"')[2].partition("</section>")[0]

    assert 'href="/de/cities/gastivka/"' in section
    assert "Netze" in section


def test_an_outcome_in_another_language_says_so(client):
    outcome = make_outcome(text_de="Nur deutsch")

    text = page_of(client, outcome.workshop, "uk")

    assert '<p lang="de">Nur deutsch</p>' in text
    assert text.count('class="notice"') == 1


def test_figures_stand_with_their_report(client):
    workshop = make_past_workshop()
    for number in (1, 2):
        report = make_report(workshop, f"report-{number}")
        ReportedFigure.objects.create(report=report, metric="delegates", value=number * 111)

    section = page_of(client, workshop).partition('id="results"')[2].partition("</section>")[0]
    cards = section.split("<article")[1:]

    assert ["111" in card for card in cards] == [False, True]
    assert ["222" in card for card in cards] == [True, False]


# what may leak


def unseen_outcomes(workshop):
    """Each with the word canary, each kept back for another reason."""
    hidden = make_municipality("hidden", publication_policy="hidden")
    make_delegation(workshop, hidden)
    invited = make_municipality("invited")
    make_delegation(workshop, invited, status=Delegation.Status.INVITED)
    unlisted = make_municipality("unlisted")
    make_delegation(workshop, unlisted, listed_publicly=False)
    elsewhere = make_municipality("elsewhere")
    make_delegation(make_past_workshop(), elsewhere)
    for municipality in (hidden, invited, unlisted, elsewhere):
        make_outcome(workshop, municipality=municipality, text_de="Canary")
    make_outcome(workshop, visibility=Visibility.PARTICIPANTS, text_de="Canary")


def test_unseen_outcomes_are_nowhere(client, world):
    unseen_outcomes(world["past"])
    for outcome in Outcome.objects.all():
        outcome.track = world["past"].tracks.get()
        outcome.save()

    addresses = ["workshops/past-one/", "topics/energy/", "cities/elsewhere/", "cities/gastivka/"]
    for address in addresses:
        assert "canary" not in main_of(client.get(f"/de/{address}")).casefold(), address


def test_an_outcome_waits_until_its_municipality_becomes_public(client):
    workshop = make_workshop(cities_public_from=Workshop.CitiesPublicFrom.AFTER_EVENT)
    delegation = make_delegation(workshop)
    make_outcome(workshop, municipality=delegation.municipality, text_de="Canary")

    assert "Canary" not in page_of(client, workshop)

    Workshop.objects.update(cities_public_from=Workshop.CitiesPublicFrom.ACCEPTANCE)

    assert "Canary" in page_of(client, workshop)


@pytest.mark.row("A55")
def test_what_belongs_to_a_draft_is_nowhere(client, world):
    draft = make_past_workshop("draft", publication="draft")
    track = make_track(draft, topic=world["topic"])
    make_delegation(draft, world["guest"])
    make_outcome(draft, text_de="Canary", municipality=world["guest"], track=track)

    for address in ("topics/energy/", "cities/gastivka/"):
        assert "Canary" not in main_of(client.get(f"/de/{address}"))


# documents


def test_a_document_is_named_with_kind_size_and_language(client):
    material = make_material(name="Liste.XLSX", content=b"x" * 245_760, language="uk")

    text = page_of(client, material.workshop)

    shown = re.sub(r"\s+", " ", text.partition('id="documents"')[2])
    assert "XLSX, 240,0 KB, Ukrainisch" in shown.replace("\xa0", " ")


@pytest.mark.row("A46")
def test_a_document_is_handed_out_to_be_saved(client):
    material = make_material(title_de="Ägypten: „Plan“ /../ 1", content=b"%PDF-1.7 body")

    response = client.get(f"/en/workshops/{material.workshop.slug}/materials/{material.pk}/")

    assert b"".join(response.streaming_content) == b"%PDF-1.7 body"
    assert dict(response.headers) | {"Vary": ""} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="aegypten-plan-1.pdf"',
        "Content-Length": "13",
        "Content-Language": "de",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": response.headers["Permissions-Policy"],
        "Vary": "",
    }
    assert not response.cookies


def unseen_materials():
    draft = make_past_workshop("draft", publication="draft")
    archived = make_past_workshop("archived", publication="archived")
    yield make_material(make_past_workshop(), visibility=Visibility.PARTICIPANTS)
    yield make_material(draft)
    yield make_material(archived)
    gone = make_material()
    gone.file.storage.delete(gone.file.name)
    yield gone


@pytest.mark.row("A55")
def test_what_is_not_public_answers_like_nonsense(client):
    nonsense = client.get("/de/workshops/nonsense/materials/4711/")
    assert nonsense.status_code == 404
    for material in unseen_materials():
        address = f"/de/workshops/{material.workshop.slug}/materials/{material.pk}/"
        response = client.get(address)

        text = response.content.decode().replace(address[3:], "/workshops/nonsense/materials/4711/")
        assert response.status_code == 404
        assert text == nonsense.content.decode()
        assert response.headers.keys() == nonsense.headers.keys()


@pytest.mark.row("A55")
def test_documents_for_participants_are_not_listed(client):
    workshop = make_past_workshop()
    make_material(workshop, title_de="Canary", visibility=Visibility.PARTICIPANTS)

    text = page_of(client, workshop)

    assert "Canary" not in text
    assert 'id="documents"' not in text


@pytest.mark.row("A46")
@pytest.mark.parametrize(
    "rest",
    ["0", "-1", "1e3", "abc", "１", "9" * 30, "%00", "..%2f..%2fdb.sqlite3", "../../etc/passwd"],
)
def test_no_odd_address_leads_to_a_file(client, rest):
    material = make_material()

    response = client.get(f"/de/workshops/{material.workshop.slug}/materials/{rest}/")

    assert response.status_code in {400, 404}


def test_a_document_is_not_found_under_another_workshop(client):
    material = make_material()
    other = make_past_workshop("other")

    assert client.get(f"/de/workshops/other/materials/{material.pk}/").status_code == 404
    assert other.materials.count() == 0


@pytest.mark.row("A46")
@pytest.mark.parametrize(
    "path", ["/private/{}", "/static/{}", "/static/../private/{}", "/media/{}", "/{}", "/de/{}"]
)
def test_a_stored_name_is_no_address(client, path):
    material = make_material()

    assert client.get(path.format(material.file.name)).status_code == 404


# press


@pytest.fixture
def reported():
    """Three municipalities that a report names, a utility, and "more than 35" said of some."""
    host = make_municipality("munich", country="DE", name_de="München", name_en="Munich")
    workshop = make_past_workshop("munich-2023", host_municipality=host, mailbox="a@example.org")
    guests = [
        make_municipality("sumy", name_de="Sumy", name_uk="Суми"),
        make_municipality("lutsk", name_de="Luzk", name_uk="Луцьк"),
    ]
    for municipality in (host, *guests):
        make_delegation(workshop, municipality, named_in_source=True)
    utility = make_organisation("works", name_de="Stadtwerke", municipality=make_municipality())
    make_delegation(workshop, organisation=utility)
    report = make_report(workshop, "report", source_url_de="https://example.org/report")
    ReportedFigure.objects.create(
        report=report,
        metric="delegates",
        value=35,
        qualifier="more_than",
        scope_de="ukrainische Kommunen",
    )
    return workshop


@pytest.mark.parametrize("address", ["workshops/munich-2023/", "reports/report/"])
def test_the_press_box_states_facts_and_names(client, reported, address):
    text = main_of(client.get(f"/de/{address}")).partition('id="press"')[2]

    box, _opening, rest = text.partition("<textarea")
    plain = " ".join(re.sub(r"<[^>]+>", " ", box).split())
    assert "a@example.org" in plain
    assert ("35" in plain) == ("ukrainische Kommunen" in plain) == address.startswith("workshops")
    assert 'href="https://example.org/report"' in box
    lines = rest.partition(">")[2].partition("</textarea>")[0].splitlines()
    assert "Deutschland: München" in lines
    assert "Ukraine: Luzk, Sumy" in lines
    assert [line for line in lines if "35" in line and "(ukrainische Kommunen)" in line]
    assert lines[-1].endswith("http://testserver/de/workshops/munich-2023/")


def test_a_report_states_its_figures_once(client, reported):
    main = main_of(client.get("/de/reports/report/")).partition("<textarea")[0]

    assert main.count("ukrainische Kommunen") == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "über 35 Delegierte"),
        ("en", "more than 35 delegates"),
        ("uk", "понад 35 делегатів"),
        ("sq", "mbi 35 delegatë"),
    ],
)
def test_a_figure_is_one_phrase(client, reported, language, words):
    page = main_of(client.get(f"/{language}/workshops/munich-2023/"))

    assert page.casefold().count(words.casefold()) == 3


def test_the_text_to_copy_names_whose_pictures_there_are(client, reported):
    reported.cover = ContentFile(pictures.photo(), "cover.jpg")
    reported.cover_credit, reported.cover_licence = "Max Muster", "CC BY 4.0"
    for code in ("de", "en", "uk", "sq"):
        setattr(reported, f"cover_alt_{code}", "Roofs")
    reported.save()
    report = reported.reports.get()
    report.photo = ContentFile(pictures.photo(), "photo.jpg")
    report.photo_credit = "Mia Muster"
    for code in ("de", "en", "uk", "sq"):
        setattr(report, f"photo_alt_{code}", "People")
    report.save()

    text = main_of(client.get("/en/workshops/munich-2023/")).partition("<textarea")[2]
    lines = text.partition(">")[2].partition("</textarea>")[0].splitlines()

    assert "Photo: Mia Muster" in lines
    assert "Photo: Max Muster (CC BY 4.0)" in lines
    assert "Contact: a@example.org" in lines


def test_the_text_to_copy_has_no_empty_lines_or_labels(client):
    workshop = make_workshop()
    text = page_of(client, workshop).partition("<textarea")[2]
    block = text.partition(">")[2].partition("</textarea>")[0]

    assert "\n\n\n" not in block
    assert block == block.strip()
    assert [line for line in block.splitlines() if line.endswith((":", ": "))] == []


def test_results_of_a_coming_workshop_are_linked(client):
    workshop = make_workshop()
    make_outcome(workshop)

    assert 'href="#results"' in page_of(client, workshop)


def test_the_text_to_copy_counts_nothing(client, reported):
    text = main_of(client.get("/en/workshops/munich-2023/")).partition("<textarea")[2]
    lines = text.partition(">")[2].partition("</textarea>")[0].splitlines()

    numbers = [
        number
        for line in lines
        for number in re.findall(r"\b\d+\b", line)
        if "://" not in line and not re.search(r"20\d\d", line)
    ]
    assert numbers == ["35"]
    assert "Figures of the report: more than 35 delegates (ukrainische Kommunen)" in lines
    assert "Participating municipalities (named in the report)" in lines
    assert "Municipal utilities and other organisations: Stadtwerke" in lines


def test_the_press_box_names_in_the_language_of_the_page(client, reported):
    text = main_of(client.get("/uk/workshops/munich-2023/")).partition("<textarea")[2]

    assert "Луцьк, Суми" in text
    assert "Sumy" not in text.partition("</textarea>")[0]


def test_the_press_box_escapes_what_organisers_write(client):
    workshop = make_past_workshop(title_de="</textarea><script>alert(1)</script>")

    assert "<script>alert" not in page_of(client, workshop)


def test_the_press_box_names_nobody_who_is_not_public(client, world):
    hidden = make_municipality("canary-city", publication_policy="hidden")
    make_delegation(world["past"], hidden)
    make_delegation(world["past"], make_municipality("canary-invited"), status="invited")

    for address in ("workshops/past-one/", "reports/report-one/"):
        assert "canary" not in main_of(client.get(f"/de/{address}")).casefold()


# queries and constraints


@pytest.mark.parametrize("address", ["workshops/past-one/", "reports/report-one/"])
def test_the_same_queries_for_1_and_many_results(client, world, address):
    numbers = []
    for rows in (1, 3, 30):
        for _row in range(rows):
            municipality = make_delegation(world["past"]).municipality
            make_outcome(world["past"], municipality=municipality)
            make_material(world["past"])
            make_report(world["past"])
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/de/{address}")
        numbers.append(len(queries))

    assert len(set(numbers)) == 1


def test_an_outcome_is_written():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_outcome(text_de="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(workshop=make_workshop())


@pytest.mark.parametrize("fields", [{"size": 0}, {"file": ""}])
def test_a_document_is_not_empty(fields):
    material = make_material()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(material).objects.filter(pk=material.pk).update(**fields)


def test_a_report_of_the_future_is_no_part_of_the_press_box(client, world):
    later = datetime.date.today() + datetime.timedelta(days=3)
    report = make_report(world["past"], "canary", published_on=later)
    ReportedFigure.objects.create(report=report, metric="delegates", value=777)

    assert "777" not in page_of(client, world["past"])
