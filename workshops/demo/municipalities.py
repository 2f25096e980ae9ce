from collections import defaultdict

from partnerships.models import Municipality, Spelling
from workshops.demo import facts


def load():
    """Municipalities that are missing, each with its other spellings; says how many are new."""
    spellings = defaultdict(list)
    for row in facts.rows("spellings"):
        spellings[row["municipality"]].append(row)

    new = 0
    for row in facts.rows("municipalities"):
        slug = row.pop("slug")
        municipality, is_new = Municipality.objects.get_or_create(slug=slug, defaults=row)
        if is_new:
            new += 1
            for spelling in spellings[slug]:
                Spelling.objects.create(
                    municipality=municipality, text=spelling["text"], kind=spelling["kind"]
                )
    return new
