from django.db.models import Q

from tools import languages


def written(name):
    """A condition: a translated text is there in one language at least.

    NULL > '' is unknown, and a constraint lets the unknown pass: so NULL is excluded by name.
    """
    found = Q()
    for code in languages.LANGUAGES:
        column = f"{name}_{code}"
        found |= Q(**{f"{column}__isnull": False, f"{column}__gt": ""})
    return found
