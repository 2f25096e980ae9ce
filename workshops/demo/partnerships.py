import datetime
from collections import defaultdict

from partnerships.models import Municipality, Partnership, PartnershipMember
from partnerships.models.partnership import Precision
from workshops.demo import facts

PRECISIONS = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def load():
    """Partnerships between municipalities that have none yet; says how many are new.

    A partnership has no address to know it by. Whoever has met as partners before the load began is
    left alone, whatever an organiser has changed in kind, dates or further members.
    """
    known = list(_members().values())
    municipalities = {row.slug: row for row in Municipality.objects.all()}
    loaded, new = {}, 0
    for row in facts.rows("partnerships"):
        members = facts.several(row["members"])
        if any(known_members.issuperset(members) for known_members in known):
            continue
        partnership = _create(row, [municipalities[slug] for slug in members], loaded)
        if "id" in row:
            loaded[row["id"]] = partnership
        new += 1
    return new


def partial_date(text):
    """ "1961", "2018-08" or "1989-10-06" -> the first day of it and how exactly it is known."""
    if not text:
        return None, ""
    return datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :]), PRECISIONS[len(text)]


def _members():
    members = defaultdict(set)
    pairs = PartnershipMember.objects.values_list("partnership", "municipality__slug")
    for partnership, slug in pairs:
        members[partnership].add(slug)
    return members


def _create(row, municipalities, loaded):
    """The file names a successor above the partnership that it follows."""
    started_on, started_precision = partial_date(row.get("started"))
    ended_on, ended_precision = partial_date(row.get("ended"))
    partnership = Partnership(
        kind=row["kind"],
        status=row["status"],
        successor=loaded.get(row.get("successor")),
        started_on=started_on,
        started_precision=started_precision,
        ended_on=ended_on,
        ended_precision=ended_precision,
        announced="announced" in row,
        source_url=row["source_url"],
    )
    partnership.require_members(municipalities)
    partnership.save()
    PartnershipMember.objects.bulk_create(
        PartnershipMember(partnership=partnership, municipality=municipality, position=position)
        for position, municipality in enumerate(municipalities)
    )
    return partnership
