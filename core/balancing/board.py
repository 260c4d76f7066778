"""`BalanceBoard`: everything that the Balance page draws, computed here so that the page does no arithmetic.

Counts come from the corpus cube (counted once per fragment), with unfolded events moved to where they belong: the
board is never behind. Deficits count kept segments whatever verdicts the board shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.balancing import axes
from core.balancing.axes import Axis, Grid, Unit
from core.balancing.targets import KEPT, CellCount, Deficit, cell_counts, deficits
from core.errors import InvalidInputError
from core.records import Scheme, Target
from core.workspace import Workspace


@dataclass(frozen=True)
class BalanceBoard:
    """The state of a project's balance, for kept segments (or the verdicts asked for)."""

    project_id: str
    corpus_version: int
    policy_version: int
    unit: Unit
    tokens_model: str | None
    verdicts: tuple[str, ...]
    cells: tuple[CellCount, ...]  # of these verdicts, not empty
    language: Axis
    formality: Axis
    domain: Axis
    segments: int
    characters: int
    tokens: int
    uncounted: int  # segments whose tokens were not counted with `tokens_model` yet
    smallest_cell: int  # segments in the smallest language × formality × domain cell on the scale
    empty_cells: int  # of these cells, how many are empty …
    all_cells: int  # … of so many
    language_by_formality: float  # Cramér's V: 1 means that the language alone says the formality
    language_by_domain: float
    deficits: tuple[Deficit, ...]  # the largest first
    targets: tuple[Target, ...]

    @property
    def total(self) -> int:
        """How much there is in the board's unit."""
        return {Unit.SEGMENTS: self.segments, Unit.CHARACTERS: self.characters, Unit.TOKENS: self.tokens}[self.unit]

    @cached_property
    def axes(self) -> Mapping[str, Axis]:
        """The axes by name."""
        return {axis.name: axis for axis in (self.language, self.formality, self.domain)}

    @cached_property
    def language_sizes(self) -> dict[str, int]:
        """The amount of each language in the board's unit: what a mixture is made from."""
        return {value.key: value.amount for value in self.language.values if value.on_scale}

    def grid(self, rows: str = "language", columns: str = "domain", **only: str) -> Grid:
        """A heat map of two axes; `only` fixes others (formality="formal"; "" = has none yet).

        Raises InvalidInputError for an axis that the board does not have.
        """
        for name in (rows, columns, *only):
            if name not in axes.NAMES:
                raise InvalidInputError(
                    f"The board has no axis “{name}”.", hint=f"It has these: {', '.join(axes.NAMES)}."
                )
        return axes.grid(self.axes[rows], self.axes[columns], self.cells, self.unit, only)


def read_board(
    ws: Workspace,
    project_id: str,
    *,
    unit: Unit = Unit.SEGMENTS,
    verdicts: Sequence[str] = KEPT,
    tokens_model: str | None = None,
) -> BalanceBoard:
    """The board of a project as it is now. `tokens_model` says which model's tokens are meant (see `tokens`).

    Raises NotFoundError where there is no such project.
    """
    from core.corpus.cube import cube
    from core.tagging import schemes

    project = ws.ledger.projects.get(project_id)
    chosen = {scheme.id: scheme for scheme in schemes.of_project(ws, project_id)}
    with ws.snapshot(project_id) as snapshot:
        counted = cube(snapshot, ws.project_folder(project_id) / "cube")
        corpus_version, policy_version = snapshot.version, snapshot.policy.version
    return make_board(
        cell_counts(counted, tokens_model),
        ws.ledger.targets.list(project_id),
        project_id=project_id,
        corpus_version=corpus_version,
        policy_version=policy_version,
        languages=project.languages,
        formality=chosen.get("formality"),
        domain=chosen.get("domain"),
        unit=unit,
        verdicts=verdicts,
        tokens_model=tokens_model,
    )


def make_board(
    cells: Sequence[CellCount],
    targets: Sequence[Target],
    *,
    project_id: str,
    languages: Sequence[str],
    formality: Scheme | None,
    domain: Scheme | None,
    unit: Unit = Unit.SEGMENTS,
    verdicts: Sequence[str] = KEPT,
    tokens_model: str | None = None,
    corpus_version: int = 0,
    policy_version: int = 0,
) -> BalanceBoard:
    """The board from counts: pure, no storage is touched. `""` among the verdicts stands for 'not identified yet'."""
    shown = tuple(cell for cell in cells if (cell.verdict or "") in verdicts)
    by_language = axes.language_axis(shown, languages, unit)
    by_formality = axes.scheme_axis("formality", shown, formality, unit)
    by_domain = axes.scheme_axis("domain", shown, domain, unit)
    segments = sum(cell.segments for cell in shown)
    whole = axes.whole_cells((by_language, by_formality, by_domain), shown)
    return BalanceBoard(
        project_id=project_id,
        corpus_version=corpus_version,
        policy_version=policy_version,
        unit=unit,
        tokens_model=tokens_model,
        verdicts=tuple(verdicts),
        cells=shown,
        language=by_language,
        formality=by_formality,
        domain=by_domain,
        segments=segments,
        characters=sum(cell.characters for cell in shown),
        tokens=sum(cell.tokens for cell in shown),
        uncounted=segments - sum(cell.counted for cell in shown),
        smallest_cell=min(whole, default=0),
        empty_cells=sum(not count for count in whole),
        all_cells=len(whole),
        language_by_formality=axes.association(by_language, by_formality, shown),
        language_by_domain=axes.association(by_language, by_domain, shown),
        deficits=tuple(deficits(targets, cells)),
        targets=tuple(targets),
    )
