"""Text: segments, where they come from, what is in force about them, and which are meant."""

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
