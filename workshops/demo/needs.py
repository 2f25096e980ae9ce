"""What invented people eat, when they travel and where they sleep; days count from the first."""

import datetime

from workshops.demo import facts
from workshops.models import Delegate, DelegateNeeds

PLAIN = (
    "diets",
    "diet",
    "accessibility",
    "arrival_at",
    "arrival_place",
    "arrival_by",
    "departure_at",
    "departure_place",
    "departure_by",
    "room",
    "payer",
    "given_by",
)
DAYS = {
    "arrival_on": "arrival_day",
    "departure_on": "departure_day",
    "night_from": "night_from_day",
    "night_to": "night_to_day",
}


def load(name, first_day):
    """The rows of <name>_needs.csv, for people who were loaded with the workshop just now."""
    for row in facts.rows(f"{name}_needs"):
        days = {
            field: first_day + datetime.timedelta(days=int(row[cell]))
            for field, cell in DAYS.items()
            if cell in row
        }
        person = Delegate.objects.get(email=row["email"])
        plain = {field: row[field] for field in PLAIN if field in row}
        DelegateNeeds.objects.create(delegate=person, **plain, **days)
