"""The records in which the domains meet: frozen, typed, free of storage and of interface.

Text is NFC; offsets and lengths are code points; language tags are BCP 47; times are aware UTC datetimes.
"""

from core.records.labels import (
    AdjudicationReason,
    Event,
    EventKind,
    Lease,
    NewEvent,
    Scheme,
    SchemeValue,
    Target,
    Worklist,
)
from core.records.people import LOCAL_ACCOUNT, Account, Member, Project, Role
from core.records.products import FINAL_STATES, DataVersion, Job, JobState, Run, Score
from core.records.texts import Consent, Erasure, FilterPolicy, Origin, Segment, Selection, Source, Verdict

__all__ = [
    "FINAL_STATES",
    "LOCAL_ACCOUNT",
    "Account",
    "AdjudicationReason",
    "Consent",
    "DataVersion",
    "Erasure",
    "Event",
    "EventKind",
    "FilterPolicy",
    "Job",
    "JobState",
    "Lease",
    "Member",
    "NewEvent",
    "Origin",
    "Project",
    "Role",
    "Run",
    "Scheme",
    "SchemeValue",
    "Score",
    "Segment",
    "Selection",
    "Source",
    "Target",
    "Verdict",
    "Worklist",
]
