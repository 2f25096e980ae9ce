"""What stands in place of the placeholders of a message, in the language that is active."""

import datetime
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnerships.models import Contact
from tools import languages
from workshops.models import Delegate, Delegation, Status, StatusChange, Workshop
from workshops.models.keeping import needs_kept_until, people_kept_until
from workshops.registration import links
from workshops.registration.wording import PLACEHOLDERS, Kind
from workshops.travel import missing

# what organisers say: to everyone the same, or {language: text}
Remark = str | Mapping[str, str]


def of_delegation(
    kind: Kind, delegation: Delegation, contact: Contact, token: str, remark: Remark
) -> dict[str, str]:
    """{placeholder: text} of a message to a contact; without a token, for a preview."""
    language = languages.current_language()
    return about(delegation.workshop, remark) | {
        "greeting": contact.salutation or _("Dear Sir or Madam,"),
        "municipality": languages.translated(delegation.sender, "name").text,
        "seats": seats_text(delegation),
        "deadline": deadline_text(delegation),
        "link": links.address(token, language) if token else "…",
        "people": people_text(delegation, only_missing=kind == Kind.TRAVEL),
        "answers": _answers(delegation, token),
    }


def of_person(person: Delegate, token: str, remark: Remark) -> dict[str, str]:
    """{placeholder: text} of a message to a person; without a token, for a preview."""
    language = languages.current_language()
    sender = person.delegation.sender if person.delegation else None
    sender_name = languages.translated(sender, "name").text if sender else ""
    return about(person.workshop, remark) | {
        "greeting": greeting(person),
        "link": links.address(token, language, "desk:reply") if token else "…",
        "answer_by": answer_by_text(person),
        "named_by": _("Named by:") + " " + sender_name if sender else "",
        "privacy": privacy_text(person),
    }


def greeting(person: Delegate) -> str:
    return person.salutation or _("Dear %(name)s,") % {"name": person.full_name}


def about(workshop: Workshop, remark: Remark) -> dict[str, str]:
    """What a message says of the workshop, whoever reads it; nothing of delegation and person."""
    language = languages.current_language()
    return dict.fromkeys(PLACEHOLDERS, "") | {
        "workshop": languages.translated(workshop, "title").text,
        "dates": _("Date: %(dates)s")
        % {"dates": languages.date_range(workshop.starts_on, workshop.ends_on, language)},
        "place": _place(workshop),
        "remark": _in(remark, language),
        "contact": _contact(workshop),
        "organiser": workshop.signatory or settings.SITE_NAME,
    }


def is_in(delegation: Delegation) -> bool:
    """Whether its link leads to the answers of its people."""
    return delegation.status == Delegation.Status.ACCEPTED


def _answers(delegation: Delegation, token: str) -> str:
    if not is_in(delegation):
        return ""
    link = links.address(token, languages.current_language(), "desk:answers") if token else "…"
    return _("Here you see who has answered, and may answer for them:") + "\n" + link


def answer_by_text(person: Delegate) -> str:
    """Return until when the person answers, as deadline_text() says it; "" without a limit."""
    if person.status != Status.ACCEPTED or not person.confirm_by:
        return ""
    sender = person.delegation.sender if person.delegation else None
    moment = _on_both_clocks(person.confirm_by, person.workshop, sender)
    return _("Please answer by: %(moment)s") % {"moment": moment}


def privacy_text(person: Delegate) -> str:
    """Return what the GDPR wants said in the first message to a person: Article 14 where others
    named them, Article 13 where they registered or organisers entered them."""
    language, workshop = languages.current_language(), person.workshop
    text = TOLD_BY_OTHERS if person.delegation_id else TOLD_BY_PERSON
    return text % {
        "until": languages.format_day(people_kept_until(workshop), language),
        "needs_until": languages.format_day(needs_kept_until(workshop), language),
    }


TOLD_BY_OTHERS = gettext_lazy(
    "What we hold about you is what we were told by those who named you: name, position, "
    "languages, how to reach you. We use it to prepare and hold the workshop and to account "
    "for it (Article 6(1)(f) GDPR, where a public body organises Article 6(1)(e)). It is "
    "erased after %(until)s; what you tell us about food, access and travel after "
    "%(needs_until)s. Under your link you see all of it, and can correct it or withdraw."
)
TOLD_BY_PERSON = gettext_lazy(
    "What we hold about you is what you told us or the organisers entered: name, position, "
    "languages, how to reach you. We use it to prepare and hold the workshop and to account "
    "for it (Article 6(1)(f) GDPR, where a public body organises Article 6(1)(e)). It is "
    "erased after %(until)s; what you tell us about food, access and travel after "
    "%(needs_until)s. Under your link you see all of it, and can correct it or withdraw."
)


def _in(remark: Remark, language: str) -> str:
    if isinstance(remark, str):
        return remark
    chain = (remark.get(code) for code in languages.fallback_chain(language))
    return next(filter(None, chain), "")


def _place(workshop: Workshop) -> str:
    place = workshop.meeting_place().text
    return _("Place: %(place)s") % {"place": place} if place else ""


def _contact(workshop: Workshop) -> str:
    address = workshop.contact_address
    return _("Questions: %(address)s") % {"address": address} if address else ""


def seats_text(delegation: Delegation) -> str:
    """Return "Seats: 2, substitutes: 1" in the active language, "" without a limit."""
    if delegation.quota is None:
        return ""
    seats = ngettext("%(count)d seat", "%(count)d seats", delegation.quota)
    text = seats % {"count": delegation.quota}
    if delegation.substitutes:
        more = ngettext("%(count)d substitute", "%(count)d substitutes", delegation.substitutes) % {
            "count": delegation.substitutes
        }
        text = f"{text}, {more}"
    return _("For you: %(seats)s") % {"seats": text}


def deadline_text(delegation: Delegation) -> str:
    """Return until when people can be named: on the workshop's clocks and on the sender's."""
    until = delegation.nominates_until
    moments = _on_both_clocks(until, delegation.workshop, delegation.sender)
    return _("Until: %(moments)s") % {"moments": moments}


def _on_both_clocks(instant: datetime.datetime, workshop: Workshop, sender: Any) -> str:
    """At the workshop, and where the sender is if the clocks differ there."""
    language = languages.current_language()
    zones = [workshop.timezone]
    country = getattr(sender, "country", "")
    zone = languages.country_zone(country) if country else ""
    if zone and _differ(instant, zone, workshop.timezone):
        zones.append(zone)
    moments = [
        (languages.format_moment(instant, each, language), languages.zone_name(each, language))
        for each in zones
    ]
    return " = ".join(f"{moment} ({name})" for moment, name in moments)


def _differ(instant: datetime.datetime, *zones: str) -> bool:
    return len({instant.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones}) > 1


# what a contact reads of a person, where the organisers' own word says something else
SAID: dict[str, Promise] = {
    Status.NOMINATED: gettext_lazy("Named"),
    Status.ACCEPTED: gettext_lazy("Seat promised"),
}


# a line about a person begins with it; what belongs to the line stands below, indented
PERSON, BELOW = "– ", "  "


def people_text(delegation: Delegation, *, only_missing: bool = False) -> str:
    """Return a line for each person: number and status; the name unless people are protected.

    With `only_missing` what is missing stands in place of the status, and who is complete is left
    out, as who is erased always is; the numbers stay those of the whole list.
    """
    lines = []
    people = Delegate.objects.filter(delegation=delegation, replaced_by=None)
    people = people.with_senders().select_related("needs").order_by("rank", "pk")
    suggested = {} if only_missing else suggestions(delegation)
    for number, person in enumerate(people, start=1):
        said = _missing_text(person) if only_missing else _status_text(person)
        name = _("Person %(number)d") % {"number": number}
        if not (delegation.protects_people or person.protected):
            name = person.full_name
        if said and not person.erased_at:
            lines.append(f"{PERSON}{name}: {said}")
        if person.pk in suggested:
            lines.append(BELOW + _("Suggests instead: %(text)s") % {"text": suggested[person.pk]})
    return "\n".join(lines)


def suggestions(delegation: Delegation) -> dict[int, str]:
    """{person who gave up the seat through a link: whom they suggest}, in one line each."""
    left = StatusChange.objects.filter(
        delegate__delegation=delegation,
        delegate__status=Status.WITHDRAWN,
        to_status=Status.WITHDRAWN,
    )
    return {
        change.delegate_id: " ".join(change.own_words.split())
        for change in left.order_by("changed_at")
        if change.own_words
    }


def _status_text(person: Delegate) -> str:
    return str(SAID.get(person.status, person.get_status_display()))


def _missing_text(person: Delegate) -> str:
    return ", ".join(str(found.label) for found in missing(person))
