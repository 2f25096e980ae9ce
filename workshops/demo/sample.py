"""The workshop that is marked as a sample: always some weeks ahead when it is loaded."""

import datetime
import zoneinfo

from workshops.demo import needs, workshops

WEEKS_AHEAD = 10
TUESDAY = 1
ZONE = zoneinfo.ZoneInfo("Europe/Berlin")


def load(*, at):
    """1 if it is new, else 0."""
    days = dates(at.astimezone(ZONE).date())
    is_new = workshops.load("sample", at=at, **days)
    if is_new:
        needs.load("sample", days["starts_on"])
    return is_new


def dates(today):
    """Three days from a Tuesday on; nomination opened two weeks ago and closes in four."""
    ahead = today + datetime.timedelta(weeks=WEEKS_AHEAD)
    starts_on = ahead + datetime.timedelta(days=(TUESDAY - ahead.weekday()) % 7)
    return {
        "starts_on": starts_on,
        "ends_on": starts_on + datetime.timedelta(days=2),
        "nomination_opens_at": _moment(today - datetime.timedelta(weeks=2), 9),
        "nomination_closes_at": _moment(today + datetime.timedelta(weeks=4), 18),
        "travel_data_due_on": starts_on - datetime.timedelta(weeks=3),
    }


def _moment(day, hour):
    return datetime.datetime.combine(day, datetime.time(hour), ZONE)
