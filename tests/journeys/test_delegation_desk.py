"""From the invitation to the list: two municipalities, one of them without an e-mail address."""

import csv
import email
import email.policy
import io
import re
import time
from pathlib import Path

import pytest

from tests.journeys import faults
from tests.journeys.conftest import run

pytestmark = pytest.mark.browser

WORKSHOP = """
import datetime
from django.utils import timezone
from tests.factories import make_workshop
make_workshop(
    "SLUG",
    title_de="Probe SLUG",
    title_uk="Проба SLUG",
    title_sq="Provë SLUG",
    place_de="Nürnberg",
    capacity=3,
    nomination_opens_at=timezone.now() - datetime.timedelta(days=1),
    nomination_closes_at=timezone.now() + datetime.timedelta(days=30),
)
"""


class Desk:
    """What the organiser does, by the words on the screen."""

    def __init__(self, page, demo, title):
        self.page, self.demo, self.title = page, demo, title
        self.office = f"Zyra e kryetarit, {title}"

    def open(self, tab):
        self.page.goto(self.demo.url + "/admin/workshops/workshop/")
        self.page.get_by_role("link", name=self.title, exact=True).click()
        self.page.locator(".tabs").get_by_role("link", name=tab).first.click()

    def press(self, label):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label).first.click()

    def save(self):
        with self.page.expect_navigation():
            self.page.locator("[name=_save]").first.click()

    def invite(self):
        """Winnyzja by e-mail, Pristina by hand; returns the page on which it is looked through."""
        self.open("Kommunen")
        self.page.get_by_role("link", name="Kommunen einladen").click()
        for name in ("Winnyzja", "Pristina"):
            self.page.get_by_label(name, exact=True).check()
        self.press("Weiter")
        self.row("Winnyzja", seats="2", language="uk")
        row = self.row("Pristina", seats="1", language="sq")
        for known in row.get_by_role("checkbox").all():
            known.uncheck()
        row.get_by_label("Neuer Kontakt").fill(self.office)
        self.press("Weiter")
        shown = self.page.inner_text("main")
        self.press(re.compile("^Einladen"))
        return shown

    def row(self, name, *, seats, language):
        row = self.page.get_by_role("group", name=name).first
        row.get_by_label("Plätze").fill(seats)
        row.get_by_label("Ersatzpersonen").fill("1")
        row.get_by_label("Sprache").select_option(language)
        return row

    def take_by_hand(self):
        """The link of the message that waits, which is then marked as sent."""
        self.open("Nachrichten")
        self.page.get_by_role("link", name=self.office).first.click()
        text = self.page.input_value("#copy-text")
        self.press("Als von Hand gesendet vermerken")
        assert "Text und Link sind gelöscht" in self.page.inner_text("main")
        return link_in(text)

    def open_delegation(self, name):
        self.open("Kommunen")
        self.page.get_by_role("table").get_by_role("link", name=name, exact=True).click()

    def accept(self, *names):
        for name in names:
            self.page.get_by_label(name, exact=True).check()
        self.press("Platz zusagen")

    def give_back(self, name, remark):
        self.open_delegation(name)
        self.press("Zurückgeben")
        self.page.get_by_label("Bemerkung").fill(remark)
        self.press(re.compile("^Zurückgeben"))

    def statuses(self):
        """{family name: state} in the list that is taken out as CSV."""
        self.open("Personen")
        with self.page.expect_download() as started:
            self.page.get_by_role("button", name=re.compile("^CSV")).click()
        text = Path(started.value.path()).read_text("utf-8-sig")
        lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
        return {line["Familienname"]: line["Status"] for line in lines}


def link_in(text):
    (link,) = re.findall(r"https?://\S+/i/[\w-]+/", text)
    return link


def mail_about(demo, word):
    """The mail that script/server puts into its folder, by a word of its subject."""
    until = time.monotonic() + 30
    while True:
        for file in (demo.folder / "mail").glob("*.eml"):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if word in mail["Subject"]:
                return mail
        assert time.monotonic() < until
        time.sleep(0.2)


def begin(page):
    page.locator("main form .button").first.click()
    page.click("main a.button")


def name_people(page, *people):
    """Every person on a page of their own, the first is the head; then the list is sent."""
    for number, (given, family) in enumerate(people):
        if number:
            page.locator("main a.button", has=page.locator("use[href$='#plus']")).click()
        page.fill("[name=given_name]", given)
        page.fill("[name=family_name]", family)
        page.fill("[name=name_latin]", f"Latin {number}")
        page.fill("[name=position]", "Engineer")
        page.locator("[name=languages_spoken]").first.check()
        page.locator("main form .button").first.click()


def send(page):
    start = re.match(r".*/i/[\w-]+/", page.url)[0]
    page.goto(start + "head/")
    page.locator("[name=head]").first.check()
    page.locator("main form .button").first.click()
    page.goto(start + "check/")
    page.check("[name=informed]")
    page.locator("main form .button").first.click()
    assert page.url == start + "sent/"


@pytest.mark.parametrize("with_script", [True, False])
def test_two_cities_are_invited_nominate_and_are_decided_on(log_in, visit, demo, with_script):
    options = {"java_script_enabled": with_script}
    slug = f"desk-{with_script}".lower()
    run(demo, WORKSHOP.replace("SLUG", slug))
    desk = Desk(log_in(**options), demo, f"Probe {slug}")

    def opened(link):
        phone = {"viewport": {"width": 390, "height": 844}}
        return visit(link.removeprefix(demo.url), **options, **phone)

    shown = desk.invite()
    assert "Ju ftojmë në punëtorinë" in shown
    assert "von Ihnen zu übergeben: 1" in shown
    vinnytsia_nominates(opened(invited_by_mail(demo, slug)))
    pristina_nominates(opened(desk.take_by_hand()))
    three_get_seats_where_two_were(desk)
    desk.give_back("Pristina", "Ju lutem shkruani emrin si në pasaportë.")
    pristina_corrects(opened(desk.take_by_hand()), "Ju lutem shkruani emrin si në pasaportë.")
    the_workshop_grows_by_a_seat(desk)

    accepted = {"Перша", "Другий", "Третя", "Parë-Krasniqi"}
    assert desk.statuses() == dict.fromkeys(accepted, "Platz zugesagt, Antwort fehlt")


def invited_by_mail(demo, slug):
    mail = mail_about(demo, slug)
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf"]
    return link_in(mail.get_body(("plain",)).get_content())


def vinnytsia_nominates(page):
    begin(page)
    name_people(page, ("Олена", "Перша"), ("Тарас", "Другий"), ("Ірина", "Третя"))
    assert "запасн" in page.inner_text("main").lower()
    send(page)


def pristina_nominates(page):
    begin(page)
    name_people(page, ("Arta", "Parë"))
    send(page)


def three_get_seats_where_two_were(desk):
    desk.open_delegation("Winnyzja")
    desk.accept("Олена Перша", "Тарас Другий")
    desk.press(re.compile("^Platz zusagen"))
    desk.page.get_by_role("link", name="Plätze und Angaben ändern").click()
    desk.page.locator("[name=quota]").fill("3")
    desk.save()
    desk.open_delegation("Winnyzja")
    desk.press(re.compile("^Freien Platz zusagen.*Третя"))
    desk.press("Freien Platz zusagen")
    assert "Kontingent 2 → 3" in desk.page.locator(".timeline").inner_text()


def pristina_corrects(page, remark):
    assert remark in page.inner_text("main")
    page.locator("main form .button").first.click()
    page.locator(".row-actions a").first.click()
    page.fill("[name=family_name]", "Parë-Krasniqi")
    page.locator("main form .button").first.click()
    send(page)


def the_workshop_grows_by_a_seat(desk):
    desk.open_delegation("Pristina")
    desk.accept("Arta Parë-Krasniqi")
    assert "3 → 4 erhöhen und zusagen?" in desk.page.inner_text("main")
    desk.press("Erhöhen und zusagen")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_to_invite_and_to_write_are_accessible(log_in, demo, scheme, width):
    page = log_in(viewport={"width": width, "height": 900}, color_scheme=scheme)
    desk = Desk(page, demo, "Beispiel: Energie, Wasser, Wiederaufbau – Projekte gemeinsam planen")
    found = {}

    def look(name):
        found[name] = [*faults.of_access(page), *faults.of_width(page)]

    desk.open("Kommunen")
    look("municipalities")
    page.get_by_role("link", name="Kommunen einladen").click()
    look("choose")
    page.get_by_label("Celle", exact=True).check()
    desk.press("Weiter")
    look("seats and contacts")
    page.locator("[name$=new_email]").fill("nobody@example.org")
    desk.press("Weiter")
    look("an error in a row")
    desk.open("Kommunen")
    page.get_by_label("Luzk", exact=True).check()
    desk.press("Frist verlängern")
    look("extend")
    page.get_by_role("button", name=re.compile("^Frist verlängern")).click()  # asks for a moment
    look("extend without a moment")
    desk.open("Kommunen")
    page.get_by_role("link", name="An Delegationen schreiben").click()
    look("write")
    page.locator("main form button.button").first.click()
    look("write without words")
    page.goto(re.sub("/write/.*", "/cancel/", page.url))
    look("cancel")
    page.locator("main form button.button").first.click()
    look("cancel without a reason")
    page.goto(re.sub("/cancel/.*", "/copy/", page.url))
    look("copy")
    page.goto(demo.url + "/admin/workshops/messagetemplate/")
    look("list of wordings")
    page.locator("#result_list tbody th a").first.click()
    look("wording")
    page.locator("[name=text_de]").fill("{unknown}")
    desk.save()
    look("unknown placeholder")

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert len(found) == 14
