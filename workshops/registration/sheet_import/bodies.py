"""Who sends people: municipalities and organisations, by any of their names."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from partnerships.models import Municipality, Organisation, Spelling
from tools import folding, languages
from workshops.models import Delegation, Workshop

_ADDRESSED = re.compile(r"(?P<name>.+) \((?P<slug>[a-z0-9-]+)\)")
# what stands before the name of a municipality, folded
_BEFORE = re.compile(
    "^(landeshauptstadt|stadt|gemeinde|markt|city of|town of|municipality of|city|town|misto|m"
    "|hromada|komuna e|komuna|bashkia e|bashkia|qyteti i|qyteti) "
)


# few words are said again and again
fold = lru_cache(maxsize=4096)(folding.fold)


@dataclass(frozen=True)
class Body:
    """A municipality or organisation, and what it sends to the workshop already."""

    key: str
    sender: Municipality | Organisation
    country: str
    delegation: Delegation | None = None

    def __str__(self) -> str:
        return languages.translated(self.sender, "name").text or self.sender.slug

    @property
    def long_name(self) -> str:
        """With what tells it from others that are called so."""
        return f"{self} ({self.sender.slug})"

    @property
    def kind(self) -> str:
        """The field of a delegation that names it."""
        return "municipality" if isinstance(self.sender, Municipality) else "organisation"

    @property
    def language(self) -> str:
        """For mails to its people, where no delegation says it."""
        return languages.country_language(self.country)


class Bodies:
    """All there are, read with the same five queries for any number of rows."""

    def __init__(self, workshop: Workshop):
        self.delegations = {
            each.pk: each for each in workshop.delegations.with_senders().by_sender()
        }
        self._by_name: dict[str, dict[str, Body]] = defaultdict(dict)
        self.by_key: dict[str, Body] = {}
        sent = {key_of(each): each for each in self.delegations.values()}
        for municipality in Municipality.objects.all():
            key = f"m{municipality.pk}"
            body = Body(key, municipality, municipality.country, sent.get(key))
            self._know(body, municipality.search_key.split(" | "))
        for pk, name in Spelling.objects.values_list("municipality", "key"):
            self._by_name[name][f"m{pk}"] = self.by_key[f"m{pk}"]
        for organisation in Organisation.objects.select_related("municipality"):
            key = f"o{organisation.pk}"
            seat = organisation.municipality
            country = organisation.country or (seat.country if seat else "")
            names = [getattr(organisation, f"name_{code}") or "" for code in languages.LANGUAGES]
            self._know(Body(key, organisation, country, sent.get(key)), map(folding.fold, names))

    def called(self, text: str, country: str) -> list[Body]:
        """Return those that a text may mean, in a country unless that is ""."""
        name = fold(text)
        found = self._by_name.get(name) or self._by_name.get(_BEFORE.sub("", name)) or {}
        addressed = None if found else _ADDRESSED.fullmatch(text)
        if addressed:
            named = self._by_name.get(fold(addressed["name"]), {})
            slug = addressed["slug"]
            found = {key: body for key, body in named.items() if body.sender.slug == slug}
        return [body for body in found.values() if not country or body.country == country]

    def of_workshop(self) -> list[Body]:
        """Return those that send people to the workshop, in its order."""
        return [self.by_key[key_of(each)] for each in self.delegations.values()]

    def _know(self, body: Body, names: object) -> None:
        self.by_key[body.key] = body
        for name in filter(None, (*names, folding.fold(body.sender.slug))):  # type: ignore[misc]
            self._by_name[name][body.key] = body


def key_of(delegation: Delegation) -> str:
    """Return the key of the body that sends a delegation."""
    if delegation.municipality_id:
        return f"m{delegation.municipality_id}"
    return f"o{delegation.organisation_id}"
