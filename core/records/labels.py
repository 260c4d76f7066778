"""What people say of segments, and how the work is shared out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.records.texts import Selection


class EventKind(StrEnum):
    """What a person did to a segment."""

    LABEL = "label"  # value of a scheme; value None withdraws it (undo)
    LANGUAGE = "language"  # the language is this tag; None withdraws the correction
    RESTORE = "restore"  # "keep" takes a row back, "drop" leaves it out by hand, None withdraws
    SKIP = "skip"
    NOTE = "note"
    ADJUDICATE = "adjudicate"  # value of a scheme that holds over every opinion; None withdraws it


class AdjudicationReason(StrEnum):
    """Why people differed, as whoever decides over their opinions sees it."""

    GUIDELINE_GAP = "guideline_gap"  # the guidelines do not say
    DIALECT = "dialect"  # it depends on where one speaks like that
    ERROR = "error"  # somebody slipped
    AMBIGUOUS = "ambiguous"  # the text alone cannot tell
    OTHER = "other"
    UNANIMOUS = "unanimous"  # they did not differ


@dataclass(frozen=True, slots=True)
class SchemeValue:
    """One value of a scheme; values off the scale (unmarked, cannot tell) are counted apart."""

    key: str
    label: str
    description: str = ""
    on_scale: bool = True


@dataclass(frozen=True, slots=True)
class Scheme:
    """A versioned set of values that segments are tagged with; `ordinal` schemes are ordered as listed."""

    id: str
    name: str
    question: str
    ordinal: bool
    values: tuple[SchemeValue, ...]
    version: int = 1

    def keys(self) -> tuple[str, ...]:
        """Keys of all values, in order."""
        return tuple(value.key for value in self.values)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as a client sends it; `key` makes sending it twice harmless."""

    key: str
    segment_id: str
    kind: EventKind
    value: str | None
    scheme: str | None = None
    scheme_version: int | None = None
    seconds: float | None = None
    suggestion: str | None = None
    suggestion_shown: bool = False
    client_at: datetime | None = None
    reason: AdjudicationReason | None = None  # of an adjudication


@dataclass(frozen=True, slots=True)
class Event:
    """A recorded event: `seq` grows by one within a project, in the order of the commits."""

    seq: int
    project_id: str
    account_id: str
    key: str
    segment_id: str
    kind: EventKind
    value: str | None
    scheme: str | None
    scheme_version: int | None
    seconds: float | None
    suggestion: str | None
    suggestion_shown: bool
    client_at: datetime | None
    server_at: datetime
    reason: AdjudicationReason | None = None


@dataclass(frozen=True, slots=True)
class Worklist:
    """A task for people: a selection with a name, a reason, and perhaps somebody it is assigned to.

    `overlap` is how many people label each segment, blind to each other; `shows_others` lets those who finished a
    segment see what the others said of it.
    """

    id: str
    project_id: str
    name: str
    selection: Selection
    schemes: tuple[str, ...]
    reason: str = ""
    assigned_to: str | None = None
    goal: int | None = None
    state: str = "open"  # open, closed
    created_by: str = "local"
    created_at: datetime | None = None
    overlap: int = 1
    shows_others: bool = False


@dataclass(frozen=True, slots=True)
class Lease:
    """A segment handed to one person until `expires_at`."""

    id: str
    project_id: str
    worklist_id: str
    segment_id: str
    account_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """How many kept segments a cell should have; None means 'any'."""

    project_id: str
    language: str | None
    formality: str | None
    domain: str | None
    wanted: int
