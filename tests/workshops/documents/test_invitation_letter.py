import datetime
import io

import pypdf
import pytest

from tests.factories import make_contact, make_delegation, make_municipality, make_workshop
from workshops.documents import invitation_letter

pytestmark = pytest.mark.django_db

DAY = datetime.date(2030, 2, 1)


def test_look():
    city = make_municipality("v", name="Winnyzja", name_uk="Вінниця", country="UA")
    workshop = make_workshop(
        title_uk="Ґанок Європи: Їжак і Стійкість у часи війни — спільне планування проєктів " * 2,
        title_de="Resilienz in Zeiten des Krieges: Projekte gemeinsam planen, Straße für Straße",
        summary_de="Zwei Tage Arbeit in Gruppen. " * 20, summary_uk="Два дні роботи в групах. " * 22,
        costs_de="Die Reise zahlt #read(\"/etc/passwd\") der Bund.\n*Nicht fett* $x$ @label <b>", place_de="München",
        venue_de="Rathaus "+"W"*200, arrives_on=datetime.date(2030,5,6), departs_on=datetime.date(2030,5,9),
        signatory="Dr. Ëmra Ç. #box[x]", on_duty_contact="Olga +49 89 233-00 👩 中", mailbox="resilienz-und-wiederaufbau@muenchen-example-long.de",
    )
    for n in range(4): workshop.tracks.create(slug=f"t{n}", title_de=f"Energie und Wasser {n}", title_uk=f"Енергетика й вода {n}", position=n)
    d = make_delegation(workshop, city, quota=3, substitutes=1)
    d.contacts.add(make_contact(city, name="Олена Ґудзь", office="Відділ міжнародного співробітництва", language="uk", salutation="Шановна пані Олено!"))
    for l in ("uk", "de", "sq"):
        b = invitation_letter.pdf(d, l, DAY, "2030-0012")
        __import__("pathlib").Path(f"/tmp/inv/letter-{l}.pdf").write_bytes(b)
