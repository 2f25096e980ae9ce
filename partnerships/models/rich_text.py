from django.db import models

from tools import richtext


class RichTextField(models.TextField):
    """HTML of a few tags. Whatever writes to the column, it is sanitised; text without any tag
    becomes paragraphs."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return richtext.from_input(value) if value else value

    def deconstruct(self):
        """To the database it is a text: the migrations need not know more."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
