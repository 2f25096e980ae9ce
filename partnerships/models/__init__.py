from partnerships.models.audit import AuditEntry, Unchangeable
from partnerships.models.contact import Contact
from partnerships.models.country import CountryNote, country_choices, validate_country
from partnerships.models.language_list import CodeListField, LanguageListField
from partnerships.models.municipality import Mention, Municipality, PlacedMention, Spelling
from partnerships.models.organisation import Organisation
from partnerships.models.partnership import Partnership, PartnershipMember
from partnerships.models.picture import Picture, PictureField, described
from partnerships.models.rich_text import RichTextField
from partnerships.models.role import Role, group_meaning, group_name
from partnerships.models.searching import SearchableQuerySet, key_of, plain_text
from partnerships.models.topic import LABEL, Topic
from partnerships.models.user import User
from partnerships.models.written import InReadersLanguage, written

__all__ = [
    "AuditEntry",
    "Contact",
    "CountryNote",
    "InReadersLanguage",
    "LABEL",
    "CodeListField",
    "LanguageListField",
    "Mention",
    "Municipality",
    "Organisation",
    "PlacedMention",
    "Partnership",
    "PartnershipMember",
    "Picture",
    "PictureField",
    "RichTextField",
    "Role",
    "SearchableQuerySet",
    "Spelling",
    "Topic",
    "Unchangeable",
    "User",
    "country_choices",
    "described",
    "group_meaning",
    "group_name",
    "key_of",
    "plain_text",
    "validate_country",
    "written",
]
