"""Find exact and near duplicates in a project, within and across its sources and languages.

Texts that were never hashed are hashed unit by unit, then all are compared band by band, then each cluster's kept
member is chosen and written into the corpus fragment by fragment. Every step keeps what it found, so a job that goes
on after a crash repeats a few seconds of work; a second run hashes new texts only, and comes to what one run over
everything would have come to.
"""

from pydantic import BaseModel

from core.cleaning.duplicates.filling import FilledFragment, fill_next
from core.cleaning.duplicates.finding import Clusters, Comparison
from core.cleaning.duplicates.hashing import HashedUnit, hash_unit, pending_rows
from core.cleaning.duplicates.likeness import BANDS, Likeness
from core.cleaning.duplicates.store import SignatureStore
from core.jobs.run import JobRun

BANDS_AT_ONCE = 4


class FindDuplicatesRequest(BaseModel):
    """Which project; `threshold` is the least similarity of near duplicates (by default the setting)."""

    project_id: str
    threshold: float | None = None


class FindDuplicatesPlan(BaseModel):
    """What is asked, fixed for the whole job, and how many rows were never compared so; `newest` is the number of the
    last row there is (those that arrive meanwhile are left to the next job)."""

    threshold: float
    rows: int
    newest: int


class FindDuplicatesReport(BaseModel):
    """`rows` compared for the first time, texts hashed; clusters in the whole project, the segments in them, and how
    many of these are near duplicates of the kept one (the others are exactly like it); rows written."""

    rows: int
    texts: int
    clusters: int
    segments: int
    near: int
    changed: int


def run(job: JobRun, request: FindDuplicatesRequest) -> FindDuplicatesReport:
    """The job."""
    plan = job.step("plan", make_plan, job, request)
    work = _Work(job, Likeness(plan.threshold))
    texts, fragment = 0, 0
    while (unit := job.step("hash", work.hash, fragment)).texts:
        fragment, texts = unit.fragment, texts + unit.texts
        job.progress(texts, max(plan.rows, texts), unit="texts", phase="Reading new texts")
        job.check_cancelled()
    for band in range(0, BANDS, BANDS_AT_ONCE):
        job.progress(band, BANDS, unit="bands", phase="Comparing")
        job.check_cancelled()
        job.step("compare", work.compare, band)
    found = job.step("settle", work.settle)
    rows, changed, last = 0, 0, -1
    while (filled := job.step("fill", work.fill, plan.newest, last)).fragment >= 0:
        rows, changed, last = rows + filled.compared, changed + filled.changed, filled.fragment
        job.progress(rows, max(plan.rows, rows), phase="Writing clusters")
        job.check_cancelled()
    job.log(f"{found.clusters} clusters hold {found.rows} segments; {rows} segments were compared for the first time")
    return FindDuplicatesReport(
        rows=rows, texts=texts, clusters=found.clusters, segments=found.rows, near=found.near, changed=changed
    )


def make_plan(job: JobRun, request: FindDuplicatesRequest) -> FindDuplicatesPlan:
    """Fix the likeness, count what is new, and clear what an earlier job had not finished."""
    likeness = Likeness(request.threshold or job.ws.settings.near_duplicates)
    SignatureStore(job.ws.project_folder(request.project_id), likeness).begin()
    corpus = job.ws.corpus(request.project_id)
    with job.ws.snapshot(request.project_id) as snapshot:
        newest = snapshot.last_number
    return FindDuplicatesPlan(threshold=likeness.threshold, rows=pending_rows(corpus, likeness), newest=newest)


class _Work:
    """The job's steps; what they share is loaded when the first one needs it, so that a replay loads nothing."""

    def __init__(self, job: JobRun, likeness: Likeness) -> None:
        self._job, self._likeness = job, likeness
        self._corpus = job.ws.corpus(job.project_id)
        self._store = SignatureStore(job.ws.project_folder(job.project_id), likeness)
        self._comparison: Comparison | None = None

    def hash(self, fragment: int) -> HashedUnit:
        """Hash the next unit from a fragment on."""
        if not self._corpus.exists:
            return HashedUnit(fragment=-1, texts=0)
        return hash_unit(self._corpus, self._store, fragment)

    def compare(self, first_band: int) -> int:
        """Compare along a few bands; returns how many new links they showed."""
        if not self._corpus.exists:
            return 0
        found = 0
        for band in range(first_band, first_band + BANDS_AT_ONCE):
            found += self._compared().band(band)
            self._job.check_cancelled()
        return found

    def settle(self) -> Clusters:
        """Choose who is kept."""
        if not self._corpus.exists:
            return Clusters(clusters=0, rows=0, near=0)
        return self._compared().settle(self._job.ws, self._job.project_id)

    def fill(self, newest: int, after: int) -> FilledFragment:
        """Write the next fragment."""
        if not self._corpus.exists:
            return FilledFragment(fragment=-1)
        return fill_next(self._corpus, self._store, self._likeness, newest, after)

    def _compared(self) -> Comparison:
        if self._comparison is None:
            self._comparison = Comparison(self._corpus, self._store, self._likeness)
        return self._comparison
