"""Files outside the web root, handed out by views only, under names that nobody guesses."""

import secrets
from pathlib import PurePath

from django.core.files.storage import storages


def private_files():
    return storages["private"]


def secret_name(folder, name):
    """Nothing of the name given by whoever sent the file, except its ending."""
    return f"{folder}/{secrets.token_hex(16)}{PurePath(name).suffix.lower()}"


def signature_name(_workshop, name):
    return secret_name("signatures", name)
