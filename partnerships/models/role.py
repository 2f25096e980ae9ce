from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Groups that the program fills itself, by name; what each may do is said in workshops.roles.

    The last one is no work but how far it reaches, and goes with any of the others.
    """

    ADMINISTRATOR = "role:administrator", _("Administrator: everything, deletion included")
    ORGANISER = "role:organiser", _("Organiser: texts, people, messages, papers and lists")
    TRANSLATOR = "role:translator", _("Translator: texts, no people")
    RECEPTION = "role:reception", _("Reception: the door and who signed")
    VIEWER = "role:viewer", _("Viewer: reads, changes nothing")
    ALL_WORKSHOPS = "role:all_workshops", _("Works on all workshops, not only on assigned ones")


# what each may do and may not see, as workshops.roles has it
MEANINGS = {
    Role.ADMINISTRATOR: _(
        "May do everything with workshops, people, the address book, legal texts and texts of "
        "messages, deletion included. Sees the audit, adds accounts, but gives nobody a role."
    ),
    Role.ORGANISER: _(
        "May write texts and programme, look after people with what they need and the address "
        "book, send messages, take lists out and say who works on a workshop. Deletes no people "
        "and no workshops; sees no accounts, no legal texts and no audit."
    ),
    Role.TRANSLATOR: _(
        "May read the texts of workshops and translate them. Sees no people, contacts or messages."
    ),
    Role.RECEPTION: _(
        "May check people in at the door and record who signed. Sees of people what the door and "
        "the signed lists show, no needs and no messages; changes no texts."
    ),
    Role.VIEWER: _(
        "May read workshops, people and the address book. Sees no food, access and travel and no "
        "messages; takes no lists out and changes nothing."
    ),
    Role.ALL_WORKSHOPS: _(
        "Goes with another role, which then counts for all workshops. Without it an account sees "
        "only those on which it is named."
    ),
}


def group_meaning(group):
    """A sentence for one of ours, "" for any other."""
    return MEANINGS[Role(group.name)] if group.name in Role else ""


def group_name(group):
    """Of one of ours in the reader's language, of any other as it was written."""
    return Role(group.name).label if group.name in Role else group.name
