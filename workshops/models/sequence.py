"""How often a row was written: what calendars call SEQUENCE."""

from django.db import models


class SequenceField(models.PositiveIntegerField):
    """Counts the changes of its row. The database adds the one, so an old copy of the row that is
    saved late cannot take the number back. After a save the value in memory is the old one."""

    def __init__(self, **options):
        super().__init__(**{"default": 0, "editable": False} | options)

    def pre_save(self, model_instance, add):
        now = super().pre_save(model_instance, add)
        return now if add else models.F(self.attname) + 1
