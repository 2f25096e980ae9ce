"""Search in any language, script and spelling, over keys derived from the texts of a row."""

from django.db import models
from django.db.models import Count, Q

from partnerships.models.rich_text import RichTextField
from partnerships.models.written import InReadersLanguage
from tools import folding, languages, richtext


class SearchableQuerySet(models.QuerySet):
    """Rows with a `search_key`; a subclass widens `has_word` to what belongs to the row."""

    def has_word(self, word, **known):
        """The condition that a folded word occurs in what a row is found by.

        `known`: what the reader may know of, for rows that are found by others, too.
        """
        return Q(search_key__contains=word)

    def matching(self, text, **known):
        """Found by every word of the text; all for an empty text, none for one without a letter."""
        words = folding.words(text)
        return self.filter(self._all(words, known)) if words or not text.strip() else self.none()

    def by_name(self):
        """By the name in the reader's language, for rows that have one in four."""
        return self.order_by(InReadersLanguage("name"), "slug")

    def numbers_without(self, words, **known):
        """How many rows fit if one of the words were dropped: a number per word, in order."""
        rests = {
            f"without_{place}": Count(
                "pk", filter=self._all(words[:place] + words[place + 1 :], known)
            )
            for place in range(len(words))
        }
        return list(self.aggregate(**rests).values())

    def _all(self, words, known):
        return Q(*(self.has_word(word, **known) for word in words))


def key_of(instance, *fields, also=()):
    """The search key of translated fields in every language, and of other texts."""
    texts = [
        plain_text(instance, f"{field}_{code}") for field in fields for code in languages.LANGUAGES
    ]
    keys = dict.fromkeys(folding.fold(text) for text in [*texts, *also] if text)
    return " | ".join(key for key in keys if key)


def plain_text(instance, column):
    """The words in a column, without the tags of a rich text; "" where it is empty."""
    text = getattr(instance, column) or ""
    is_rich = isinstance(instance._meta.get_field(column), RichTextField)
    return richtext.to_text(text) if is_rich else text
