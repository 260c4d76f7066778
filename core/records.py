"""The records in which the domains meet: frozen, typed, free of storage and of interface.

Text is NFC; offsets and lengths are code points; language tags are BCP 47; times are aware UTC datetimes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.limits import LIMITS, Limit, PersonalData


class Origin(StrEnum):
    """Where a segment's text comes from."""

    WEB = "web"
    CORPUS = "corpus"
    EXPERT = "expert"
    MACHINE = "machine"


class Verdict(StrEnum):
    """What the filter says of a segment; nothing is deleted by it."""

    KEEP = "keep"
    REVIEW = "review"
    DROP = "drop"
    UNKNOWN = "unknown"  # the detectors are unsure
    UNSUPPORTED = "unsupported"  # no detector can say this language


class Role(StrEnum):
    """What a member may do in a project."""

    OWNER = "owner"
    ANNOTATOR = "annotator"


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


class JobState(StrEnum):
    """Life of a job; the last four are final, and `interrupted` jobs go on by themselves when a worker is back."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL_STATES = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of text with its provenance; `extra` holds the user's own columns."""

    id: str
    text: str
    document_id: str
    position: int
    source_id: str
    origin: Origin = Origin.CORPUS
    declared_language: str | None = None
    parent_id: str | None = None
    relation: str | None = None
    url: str | None = None
    licence: str | None = None
    collected_at: datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


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
class Source:
    """Where a body of segments came from. `identity` (file hash, address, name) is what segment ids are built on."""

    id: str
    project_id: str
    kind: str  # file, folder, paste, web, sample
    name: str
    identity: str
    locator: str = ""
    origin: Origin = Origin.CORPUS
    licence: str = ""
    consent: str = ""
    job_id: str | None = None
    created_at: datetime | None = None
    taken_down_at: datetime | None = None  # its text was erased; nothing can be added to it any more


@dataclass(frozen=True, slots=True)
class Consent:
    """What a contributor agreed to in a project: which version of the statement (and the hash of the very words that
    were shown), under which licence, when, and when it was withdrawn. Its texts are one source."""

    id: str
    project_id: str
    account_id: str
    statement: int
    statement_hash: str
    language: str  # of the words that were shown
    licence: str
    source_id: str
    given_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Erasure:
    """That a source's text was erased: who asked, when, why and how much; the tombstones hold the ids. No text."""

    id: str  # of the job that did it
    project_id: str
    source_id: str
    account_id: str
    reason: str  # takedown, consent_withdrawn
    note: str = ""
    segments: int = 0
    asked_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FilterPolicy:
    """What is in force: thresholds per language, limits of cleaning, which text is given out. Every applied change is a
    new version; `limits` names all reasons of `core.limits`."""

    project_id: str
    version: int
    default_threshold: float = 0.5
    thresholds: Mapping[str, float] = field(default_factory=dict)
    review_band: float = 0.2  # below the threshold by up to this much: review rather than drop
    limits: Mapping[str, Limit] = field(default_factory=lambda: LIMITS)
    use_normalised: bool = False  # freeze and export the text as normalisation would write it
    personal_data: PersonalData = PersonalData.REVIEW
    created_at: datetime | None = None
    created_by: str = "local"

    def threshold(self, language: str) -> float:
        """The threshold of `language`."""
        return self.thresholds.get(language, self.default_threshold)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which segments are meant: every field that is set narrows it. The one filter of worklists, browsing, export."""

    languages: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    formality: tuple[str, ...] = ()  # "" stands for 'not tagged yet'
    domains: tuple[str, ...] = ()  # "" stands for 'not tagged yet'
    sources: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    text: str = ""  # substring
    segment_ids: tuple[str, ...] = ()
    untagged_by: str | None = None  # scheme id: only segments without a value in it
    second_languages: tuple[str, ...] = ()  # that the text switches to; "" stands for 'is in one language'


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


@dataclass(frozen=True, slots=True)
class Job:
    """A long operation and how far it is."""

    id: str
    project_id: str
    kind: str
    title: str
    state: JobState
    done: int = 0
    total: int | None = None
    unit: str = "segments"
    phase: str = ""
    request: str = "{}"  # JSON of the request model
    report: str | None = None  # JSON of the report model, once done
    error: str | None = None
    hint: str | None = None
    attempts: int = 0
    created_by: str = "local"
    created_at: datetime | None = None
    started_at: datetime | None = None
    updated_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DataVersion:
    """A frozen selection: pins the corpus version and the event sequence number; written once, manifest last.

    Only an erasure changes it: `erased` rows are gone then, `rows` and `content_hash` are those of what is left, and
    it is `detached`: its texts lie in a table of its own, since the corpus version it pinned is gone.
    """

    id: str
    project_id: str
    number: int
    name: str
    corpus_version: int
    event_seq: int
    content_hash: str
    rows: Mapping[str, int]  # split -> rows
    path: str
    created_by: str = "local"
    created_at: datetime | None = None
    erased: int = 0
    detached: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A training: recipe, data version, base model, seed and environment, and where its files lie."""

    id: str
    project_id: str
    name: str
    kind: str  # "classification" or "rewriting"
    model: str
    data_version_id: str
    recipe: str  # JSON of the recipe model
    seed: int
    path: str
    state: str = "new"  # new, training, trained, stopped, failed
    step: int = 0
    steps: int | None = None
    job_id: str | None = None
    created_by: str = "local"
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A number with everything that makes it readable: interval, n, signature. None means 'not this cell'."""

    run_id: str
    system: str  # "base", "tuned", "n-gram"
    task: str  # formality, domain, rewriting
    metric: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    signature: str
    language: str | None = None
    formality: str | None = None
    domain: str | None = None
    note: str = ""  # why there is no value, or a caution
