"""A picture that belongs to something: checked and drawn anew when it comes in, kept as files of
random names, its sizes stored beside the name so that no page opens a file."""

import logging
import os
import re
import secrets
from dataclasses import dataclass
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalChanges

from tools import languages

logger = logging.getLogger(__name__)

SIDES = (480, 960, 1600)
# crests and logos: shown small, see-through where they are
EMBLEM_SIDES = (96, 192, 384)
STORED = re.compile(r"([0-9a-f]{32}) (jpg|png)((?: [1-9][0-9]*x[1-9][0-9]*)+)")


class Copy(NamedTuple):
    """The picture in one size: the addresses of the WebP file and of the JPEG or PNG file."""

    width: int
    height: int
    webp: str
    plain: str


@dataclass(frozen=True)
class Picture:
    name: str
    suffix: str
    sizes: tuple

    @classmethod
    def stored(cls, text):
        """The picture that str() made this text of; ValueError if it did not."""
        match = STORED.fullmatch(text)
        if not match:
            raise ValueError(f"no stored picture: {text!r}")
        sizes = (tuple(map(int, size.split("x"))) for size in match[3].split())
        return cls(match[1], match[2], tuple(sizes))

    def __str__(self):
        return " ".join([self.name, self.suffix, *(f"{w}x{h}" for w, h in self.sizes)])

    @property
    def copies(self):
        """From the smallest to the largest."""
        return [
            Copy(width, height, *map(default_storage.url, self._files_of(width)))
            for width, height in self.sizes
        ]

    @property
    def is_there(self):
        """Whether every file that a page would name exists and holds something."""
        try:
            if all(os.path.getsize(os.path.join(default_storage.location, f)) for f in self._files):
                return True
        except OSError:
            pass
        logger.error("Files of the picture %s are missing", self.name)
        return False

    def delete(self):
        for file in self._files:
            default_storage.delete(file)
        storages["private"].delete(self._original)

    @property
    def _files(self):
        return [file for width, _height in self.sizes for file in self._files_of(width)]

    def _files_of(self, width):
        return f"{self.name}-{width}.webp", f"{self.name}-{width}.{self.suffix}"

    @property
    def _original(self):
        return f"pictures/{self.name}.{self.suffix}"


@dataclass(frozen=True)
class NewPicture(Picture):
    """Checked and derived, but not yet written."""

    derived: object

    def keep(self):
        """All of its files or, where the disk is full, none."""
        try:
            self._write()
        except OSError:
            self.delete()
            raise
        return Picture(self.name, self.suffix, self.sizes)

    def _write(self):
        storages["private"].save(self._original, ContentFile(self.derived.original))
        for copy in self.derived.copies:
            for file, content in zip(
                self._files_of(copy.width), (copy.webp, copy.plain), strict=True
            ):
                default_storage.save(file, ContentFile(content))


class PictureField(models.CharField):
    """In Python a Picture or None. A file assigned to it is checked by clean_fields(), written by
    save(); the files before it go once that is committed, as do those of a deleted row."""

    def __init__(self, *args, is_emblem=False, **kwargs):
        self.is_emblem = is_emblem
        hint = _("JPEG, PNG or WebP, at most 15 MB. Place and camera data are removed.")
        defaults = {"max_length": 120, "blank": True, "default": "", "help_text": hint}
        super().__init__(*args, **defaults | kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"is_emblem": True} if self.is_emblem else {})

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        # the only hook that a field has for deletion
        models.signals.post_delete.connect(self._delete_files, sender=cls)

    def from_db_value(self, value, expression, connection):
        try:
            return Picture.stored(value) if value else None
        except ValueError as poisoned:
            logger.error("%s: %s", self, poisoned)
            return None

    def to_python(self, value):
        if not value or isinstance(value, Picture):
            return value or None
        return Picture.stored(value) if isinstance(value, str) else self._derive(value)

    def get_prep_value(self, value):
        return str(self.to_python(value) or "")

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def run_validators(self, value):
        super().run_validators(str(value))

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": forms.FileField, "max_length": None} | kwargs)

    def save_form_data(self, instance, data):
        """False is what a form says of a file that is taken away."""
        setattr(instance, self.attname, data or None)

    def pre_save(self, instance, add):
        picture = self.to_python(getattr(instance, self.attname))
        rows = type(instance)._base_manager.filter(pk=instance.pk)
        before = None if add else rows.values_list(self.attname, flat=True).first()
        if isinstance(picture, NewPicture):
            picture = picture.keep()
        if before and before != picture:
            transaction.on_commit(before.delete)
        setattr(instance, self.attname, picture)
        return picture

    def _derive(self, file):
        from tools import images  # loads Pillow, which few requests need

        sides = EMBLEM_SIDES if self.is_emblem else SIDES
        try:
            derived = images.derive(file, sides, transparent=self.is_emblem)
        except images.Refused as refused:
            raise ValidationError(str(refused)) from refused
        sizes = tuple((copy.width, copy.height) for copy in derived.copies)
        return NewPicture(secrets.token_hex(16), derived.suffix, sizes, derived)

    def _delete_files(self, instance, **kwargs):
        picture = getattr(instance, self.attname)
        # the history names pictures, it owns none
        if picture and not isinstance(instance, HistoricalChanges):
            transaction.on_commit(picture.delete)


def described(picture):
    """A condition: without a picture, or with its credit and an alternative text in every language.

    A NULL is excluded by name, because a constraint lets the unknown pass.
    """
    texts = Q(**{f"{picture}_credit__gt": ""})
    for code in languages.LANGUAGES:
        column = f"{picture}_alt_{code}"
        texts &= Q(**{f"{column}__isnull": False, f"{column}__gt": ""})
    return Q(**{picture: ""}) | texts
