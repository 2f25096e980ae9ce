"""Until when data about people is kept. The table in retention/policy.py and every page that names
a date read it here."""

import datetime

NEEDS_KEPT = datetime.timedelta(days=30)
YEARS_KEPT = 2
# of a contact since somebody said last that it is right: asked after one year, erased after two
CONTACT_KEPT = datetime.timedelta(days=2 * 365)
# of an account that is switched off, since its last login
ACCOUNT_KEPT = datetime.timedelta(days=3 * 365)
ADMIN_LOG_KEPT = datetime.timedelta(days=365)
SENT_KEPT = datetime.timedelta(days=30)
# a file that no row names, as an upload broken off leaves it
LOST_FILE_KEPT = datetime.timedelta(days=1)


def workshop_over(workshop):
    return workshop.ends_on


def needs_kept_until(workshop):
    """The last day on which food, access and travel of its people are kept."""
    return workshop.ends_on + NEEDS_KEPT


def people_kept_until(workshop):
    """The last day on which the rest is kept: two years after the last day of the workshop."""
    last = workshop.ends_on
    is_leap_day = (last.month, last.day) == (2, 29)
    return last.replace(year=last.year + YEARS_KEPT, day=28 if is_leap_day else last.day)
