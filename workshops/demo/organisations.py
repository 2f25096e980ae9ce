from partnerships.models import Municipality, Organisation
from workshops.demo import facts


def load():
    """Organisations that are missing; says how many are new."""
    new = 0
    for row in facts.rows("organisations"):
        slug, seat = row.pop("slug"), row.pop("municipality", None)
        if seat:
            row["municipality"] = Municipality.objects.get(slug=seat)
        _organisation, is_new = Organisation.objects.get_or_create(slug=slug, defaults=row)
        new += is_new
    return new
