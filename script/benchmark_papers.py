"""How long papers take, in seconds: the middle of three, with names of every kind and length."""

import json
import os
import subprocess


def figures(python, root, environment):
    """{paper: seconds}, set by the code of the site, from people who are in no database."""
    said = subprocess.run(
        [python, "manage.py", "shell", "--verbosity=0", "--command", MEASURE],
        cwd=root, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip
    return json.loads(said.splitlines()[-1])


MEASURE = """
import datetime, json, statistics, time
from workshops.documents import attendance_sheet, badges, table_signs
from workshops.models import Delegate, Delegation, Workshop
from partnerships.models import Municipality

AT = datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC)
NAMES = [("Ґалина", "Їжакевич", "Halyna Yizhakevych"), ("Çlirim", "Përçuku", ""),
         ("Костянтин-Володимир-Олександр", "Тростянецький-Ковалевський", "Kostiantyn T."),
         ("李", "小龍", "Li Xiaolong"), ("Ж" * 10_000, "x" * 10_000, "W" * 10_000)]
workshop = Workshop.objects.filter(days__isnull=False).first()
day = workshop.days.select_related("workshop").first()
sender = Delegation(workshop=workshop, municipality=Municipality.objects.first())

def crowd(number):
    made = []
    for pk in range(number):
        given, family, latin = NAMES[pk % len(NAMES)]
        made.append(Delegate(pk=pk + 1, workshop=workshop, delegation=sender, given_name=given,
                             family_name=family, name_latin=latin, position="Head of office " * 5,
                             reference=f"R{pk:07}"))
    return made

def took(make):
    times = []
    for _time in range(3):
        start = time.perf_counter()
        make()
        times.append(time.perf_counter() - start)
    return round(statistics.median(times), 2)

print(json.dumps({
    "badges of 40, s": took(lambda: badges.pdf(workshop, crowd(40), "uk", at=AT)),
    "badges of 500, s": took(lambda: badges.pdf(workshop, crowd(500), "uk", at=AT)),
    "attendance list of 200, s": took(lambda: attendance_sheet.pdf(
        day, crowd(200), "uk", at=AT, numbers={pk: pk for pk in range(1, 201)})),
    "table signs of 200, s": took(lambda: table_signs.pdf(workshop, crowd(200), "uk", at=AT)),
}))
"""
