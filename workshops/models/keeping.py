"""Until when data about people is kept after a workshop."""

import datetime

NEEDS_KEPT = datetime.timedelta(days=30)
YEARS_KEPT = 3


def needs_kept_until(workshop):
    """The last day on which food, access and travel of its people are kept."""
    return workshop.ends_on + NEEDS_KEPT


def people_kept_until(workshop):
    """The last day on which the rest is kept: the year of the workshop and three more."""
    return datetime.date(workshop.ends_on.year + YEARS_KEPT, 12, 31)
