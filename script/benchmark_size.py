"""A site that has grown: 1,000 workshops with 100,000 people, and one workshop with as many more.
Part of script/benchmark."""

import csv
import statistics
import time

from benchmark_lists import MAKE_ORGANISER, PEOPLE, Client

WORKSHOPS, READERS = 1_000, 50
IMPORTED_INTO = f"sample-{WORKSHOPS}"
LANGUAGES = ("de", "en", "uk", "sq")
LOAD = f"""
{MAKE_ORGANISER}
from workshops.demo import synthetic
from workshops.models import Workshop
if not Workshop.objects.exists():
    synthetic.load(workshops={WORKSHOPS}, people={PEOPLE})
    synthetic.load_large({PEOPLE})
large = Workshop.objects.get(slug=synthetic.large_slug({PEOPLE}))
sender = Workshop.objects.get(slug="{IMPORTED_INTO}").delegations.first().municipality
print(large.pk, large.delegations.first().pk, sender.name_de)
"""
# what visitors ask for, in each language
PUBLIC = (
    "",
    "workshops/?when=past",
    "workshops/?when=past&page=20",
    "workshops/?when=past&country=UA&kind=workshop",
    "workshops/?when=past&year=2019",
    "workshops/?when=past&q=noba",
    "search/?q=noba",
    "search/?q=sample",
    "cities/",
    "cities/?country=UA&page=2",
    "cities/norbadorf/",
    "topics/",
    "partnerships/",
    "map/",
    "workshops/sample-1/",
    "workshops/sample-500/",
    "workshops/sample-1000/",
)
PATHS = [f"/{code}/{page}" for code in LANGUAGES for page in PUBLIC]
ADMIN = {
    "workshops": "workshops/workshop/",
    "workshops, search": "workshops/workshop/?q=noba",
    "municipalities": "partnerships/municipality/",
    "municipalities, filter": "partnerships/municipality/?country=UA&q=nor",
    "choosing a municipality": "autocomplete/?app_label=workshops&model_name=workshop"
    "&field_name=host_municipality&term=nor",
    "today": "",
    "people, filter": "workshops/workshop/{workshop}/people/?status=confirmed&q=1723",
    "one delegation of 500": "workshops/delegation/{delegation}/change/",
    "signing off 500 people, tried out": "workshops/workshop/{workshop}/municipalities/act/"
    "?act=withdraw&selected={delegation}",
}


def measured(port, workshop, delegation):
    """Figures of one organiser; the keys are those that LOAD printed."""
    client = Client(port)
    client.log_in()
    figures = {}
    for name, page in ADMIN.items():
        path = "/admin/" + page.format(workshop=workshop, delegation=delegation)
        figures[f"{name}, p95, ms"] = p95(client.times_of(path))
    return figures


def p95(times):
    return round(statistics.quantiles(times, n=20)[-1])


def importing(port, start, sender, sheet):
    """How long a sheet of many people takes, and what an organiser waits before and meanwhile.

    `start` begins manage.py with arguments and returns the process; `sheet` is a path to write to.
    """
    organiser, page = Client(port), "/admin/" + ADMIN["workshops"]
    organiser.log_in()
    before = p95(organiser.times_of(page))
    write(sheet, sender)
    began = time.perf_counter()
    process = start("import_delegates", IMPORTED_INTO, sheet)
    meanwhile = []
    while process.poll() is None:
        meanwhile += organiser.times_of(page)
    if process.returncode:
        raise SystemExit("The import failed.")
    return {
        f"import of {PEOPLE} people, s": round(time.perf_counter() - began),
        "page before, p95, ms": before,
        "page meanwhile, p95, ms": p95(meanwhile),
    }


def write(sheet, sender):
    with sheet.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("given_name", "family_name", "sending_body", "email", "position"))
        rows.writerows(
            ("Sample", f"Imported {number}", sender, f"imported{number}@example.org", "Head")
            for number in range(PEOPLE)
        )
