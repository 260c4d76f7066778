"""Identifiers: slugs for projects, random ids, secret tokens and what is stored of them."""

import hashlib
import re
import secrets
import unicodedata
import uuid

from core.errors import InvalidInputError

LONGEST_NAME = 200


def new_id() -> str:
    """A random identifier of 32 hexadecimal digits."""
    return uuid.uuid4().hex


def new_token() -> str:
    """A secret of 256 bits, safe in URLs and cookies."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token; one round suffices, since tokens are random and long (passwords are not: argon2)."""
    return hashlib.sha256(token.encode()).hexdigest()


def clean_name(name: str, what: str) -> str:
    """`name` as it is shown: NFC, single spaces. Raises InvalidInputError if it is empty, too long or has controls."""
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise InvalidInputError(
            f"The name of {what} has {len(cleaned)} characters.", hint=f"Give one of 1 to {LONGEST_NAME} characters."
        )
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in cleaned):
        raise InvalidInputError(f"The name of {what} holds a control character.", hint="Type it again by hand.")
    return cleaned


def name_key(name: str) -> str:
    """What two names have in common that people would take for the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())[:LONGEST_NAME]


def slug(name: str) -> str:
    """`name` in ASCII letters, digits and hyphens, at most 48; 'project' where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-") or "project"
