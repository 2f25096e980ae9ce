"""The two halves of a key: the public one encrypts here, the secret one is kept elsewhere."""

from pathlib import Path
from typing import Any

from pyrage import IdentityError, RecipientError, x25519  # type: ignore[import-untyped]

from tools.backups.archive import BackupError


def new() -> str:
    """A new pair as text, in the form of a key file of age."""
    identity = x25519.Identity.generate()
    return f"# public key: {identity.to_public()}\n{identity}\n"


def recipients(words: list[str]) -> list[Any]:
    """The public keys of BACKUP_RECIPIENT."""
    if not words:
        raise BackupError(
            "Set BACKUP_RECIPIENT to a public key (age1…); script/backup --new-key makes a pair."
        )
    try:
        return [x25519.Recipient.from_str(word.strip()) for word in words]
    except RecipientError as error:
        raise BackupError(f"BACKUP_RECIPIENT is no public key of age: {error}.") from error


def identities(path: Path) -> list[Any]:
    """The secret keys in a key file; lines with # are comments."""
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    try:
        found = [x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"]
    except IdentityError as error:
        raise BackupError(f"{path} is no key file of age: {error}.") from error
    if not found:
        raise BackupError(f"{path} holds no key.")
    return found
