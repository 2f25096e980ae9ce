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


def group_name(group):
    """Of one of ours in the reader's language, of any other as it was written."""
    return Role(group.name).label if group.name in Role else group.name
