"""People and the projects they work in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a member may do in a project."""

    OWNER = "owner"
    ANNOTATOR = "annotator"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who works here. `id` is 'local' for the one user of a machine without accounts."""

    id: str
    name: str
    is_admin: bool = False
    languages: tuple[str, ...] = ()
    interface_language: str = "en"


LOCAL_ACCOUNT = Account(id="local", name="You", is_admin=True)


@dataclass(frozen=True, slots=True)
class Project:
    """A body of text with the languages it expects and the schemes it is tagged by."""

    id: str
    name: str
    description: str = ""
    languages: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ("formality", "domain")
    detectors: tuple[str, ...] = ("fasttext", "py3langid", "pycld2", "eldc", "wide")
    only_expected: bool = False  # no language but the expected ones occurs
    group_column: str | None = None  # own column whose equal values never fall into two splits
    archived: bool = False
    created_at: datetime | None = None
    created_by: str = "local"


@dataclass(frozen=True, slots=True)
class Member:
    """An account's place in a project."""

    project_id: str
    account_id: str
    name: str
    role: Role
    languages: tuple[str, ...] = ()
