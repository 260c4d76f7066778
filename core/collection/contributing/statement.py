"""The statement that contributors agree to: versioned words from a data file; an old version is never changed."""

import hashlib
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from core.errors import NotFoundError
from core.settings import ROOT

FILE = ROOT / "data" / "contributing" / "statement.json"


class Statement(BaseModel):
    """One version of the statement, in English; pages show it in the language of the interface."""

    model_config = ConfigDict(frozen=True)

    version: int
    date: str
    title: str
    paragraphs: tuple[str, ...]
    licences: tuple[str, ...]


class _File(BaseModel):
    versions: tuple[Statement, ...]


@lru_cache(maxsize=1)
def statements() -> dict[int, Statement]:
    """All versions, by number."""
    read = _File.model_validate_json(FILE.read_bytes())
    return {statement.version: statement for statement in read.versions}


def current() -> Statement:
    """The version that is agreed to now."""
    return statements()[max(statements())]


def at(version: int) -> Statement:
    """One version. Raises NotFoundError."""
    if version not in statements():
        raise NotFoundError(f"There is no version {version} of the statement for contributors.")
    return statements()[version]


def words_hash(shown: tuple[str, ...]) -> str:
    """SHA-256 of the paragraphs as they were shown, translated or not: what a consent was really given to."""
    return hashlib.sha256("\n\n".join(shown).encode()).hexdigest()
