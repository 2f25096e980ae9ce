from django.db.models import CharField, Expression, F, Q, Value
from django.db.models.functions import Coalesce, NullIf

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


class InReadersLanguage(Expression):
    """A translated text to order by: in the language of the moment, along the fallback chain.

    `path` leads to the text: "name", "municipality__name".
    """

    def __init__(self, path):
        super().__init__()
        self.path = path

    def resolve_expression(self, *args, **kwargs):
        chain = languages.fallback_chain(languages.current_language())
        texts = [NullIf(F(f"{self.path}_{code}"), Value("")) for code in chain]
        return Coalesce(*texts, output_field=CharField()).resolve_expression(*args, **kwargs)
