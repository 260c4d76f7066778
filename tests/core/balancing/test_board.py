import pytest
from balance_project import LANGUAGES, balance_project

from core.balancing.axes import Unit
from core.balancing.board import make_board, read_board
from core.balancing.targets import CellCount, Remedy, deficits, even_targets, growing
from core.balancing.tasks import open_worklist
from core.errors import InvalidInputError
from core.records import EventKind, NewEvent, Scheme, SchemeValue, Selection, Target

FORMALITY = Scheme(
    "formality",
    "Formality",
    "How formal?",
    True,
    (
        SchemeValue("colloquial", "Colloquial"),
        SchemeValue("formal", "Formal"),
        SchemeValue("unmarked", "Unmarked", "", False),
    ),
)
DOMAIN = Scheme("domain", "Domain", "About what?", False, (SchemeValue("health", "Health"), SchemeValue("law", "Law")))


def cell(language, formality, domain, segments, verdict="keep", **more):
    counts = {"characters": segments * 10, "tokens": 0, "counted": 0, **more}
    return CellCount(language, verdict, formality, domain, segments, **counts)


CELLS = [
    cell("sw", "formal", "health", 30),
    cell("sw", "colloquial", "health", 10, tokens=50, counted=10),
    cell("sw", None, None, 20),
    cell("am", "unmarked", "law", 5),
    cell("am", "formal", None, 4, verdict="review"),
    cell("en", "formal", "law", 2),
    cell("sw", None, None, 100, verdict="drop"),
    cell(None, None, None, 3, verdict=None),
]


def board(targets=(), **options):
    settings = {"languages": ("am", "yo", "sw"), "formality": FORMALITY, "domain": DOMAIN, **options}
    return make_board(CELLS, targets, project_id="p", **settings)


def test_what_the_project_asks_for_comes_first_and_empty_values_are_shown():
    made = board()
    assert [value.key for value in made.language.values] == ["am", "yo", "sw", "en"]
    assert [value.amount for value in made.language.values] == [5, 0, 60, 2]
    assert [value.label for value in made.language.values] == ["Amharic", "Yoruba", "Swahili", "English"]
    assert [value.is_wanted for value in made.language.values] == [True, True, True, False]
    assert [value.key for value in made.formality.values] == ["colloquial", "formal", "unmarked", ""]
    assert [value.on_scale for value in made.formality.values] == [True, True, False, False]
    assert (made.segments, made.characters, made.total) == (67, 670, 67)


def test_figures_count_what_is_on_the_scale():
    made = board()
    assert made.formality.effective_number == pytest.approx(1.74, abs=0.01)  # 10 and 32
    assert made.formality.on_scale_share == pytest.approx(42 / 67)
    assert made.domain.evenness == pytest.approx(0.607, abs=0.001)  # 40 and 7
    assert made.all_cells == 4 * 2 * 2 and made.empty_cells == 13 and made.smallest_cell == 0


def test_a_heat_map_shows_empty_cells():
    made = board()
    grid = made.grid("language", "formality")
    assert grid.amounts == ((0, 0, 5, 0), (0, 0, 0, 0), (10, 30, 0, 20), (0, 2, 0, 0))
    assert grid.shares[2] == pytest.approx((1 / 6, 1 / 2, 0, 1 / 3)) and grid.shares[1] == (0, 0, 0, 0)
    assert (grid.largest, grid.empty, grid.cells) == (30, 5, 8)
    only = made.grid("language", "domain", formality="formal")
    assert only.amounts == ((0, 0, 0), (0, 0, 0), (30, 0, 0), (0, 2, 0))
    with pytest.raises(InvalidInputError, match="no axis “speaker”"):
        made.grid("language", "speaker")


def test_tokens_count_only_what_was_counted():
    made = board(unit=Unit.TOKENS, tokens_model="m")
    assert (made.total, made.uncounted) == (50, 57)
    assert made.language_sizes == {"am": 0, "yo": 0, "sw": 50, "en": 0}


def test_other_verdicts_can_be_shown_and_do_not_change_deficits():
    targets = [Target("p", "sw", None, None, 100)]
    dropped = board(targets, verdicts=("drop", ""))
    assert dropped.segments == 103 and dropped.deficits == board(targets).deficits
    assert [value.key for value in dropped.language.values] == ["am", "yo", "sw", ""]


def test_an_empty_project_has_a_board():
    made = make_board([], [], project_id="p", languages=("sw",), formality=None, domain=None)
    assert (made.total, made.language.effective_number, made.all_cells, made.empty_cells) == (0, 0, 1, 1)
    assert made.grid("language", "domain").amounts == ((),)


def test_deficits_are_sorted_and_say_what_closes_them():
    targets = [
        Target("p", "sw", "colloquial", "health", 25),
        Target("p", "yo", None, None, 50),
        Target("p", "sw", "formal", None, 30),
        Target("p", None, None, "law", 10),
        Target("p", "am", "formal", "law", 6),
    ]
    found = deficits(targets, CELLS)
    summary = [(d.language, d.have, d.missing, d.candidates, d.remedy) for d in found]
    assert summary == [
        ("yo", 0, 50, 0, Remedy.COLLECT),
        ("sw", 10, 15, 20, Remedy.TAG),
        ("am", 0, 6, 4, Remedy.TAG_AND_COLLECT),
        (None, 7, 3, 24, Remedy.TAG),
    ]
    assert found[1].selection == Selection(
        languages=("sw",), verdicts=("keep", "review"), formality=("colloquial", ""), domains=("health", "")
    )
    assert found[1].share == pytest.approx(0.4)


def test_even_targets_cover_every_combination():
    made = even_targets("p", 50, languages=("sw", "am"), domains=("health", "law", "work"))
    assert len(made) == 6 and made[0] == Target("p", "sw", None, "health", 50)
    assert even_targets("p", 7) == [Target("p", None, None, None, 7)]
    assert growing(None, None, None) == Selection(verdicts=("keep", "review"))


def test_the_board_of_a_real_project_is_never_behind(workspace):
    project = balance_project(workspace)
    made = read_board(workspace, project.id)
    assert made.segments == 252 and made.language.effective_number == pytest.approx(6)
    assert [value.key for value in made.language.values] == list(LANGUAGES)
    grid = made.grid("domain", "formality")
    amounts = {row.key: line[:5] for row, line in zip(grid.rows, grid.amounts, strict=True) if sum(line)}
    assert len(amounts) == 7 and set(amounts.values()) == {(18, 0, 0, 0, 18)}
    assert made.language_by_formality == pytest.approx(0)

    with workspace.snapshot(project.id) as snapshot:
        names = snapshot.ids(Selection(languages=("yo",), formality=("formal",)))
    workspace.ledger.targets.put([Target(project.id, "yo", "formal", None, 21)])
    assert read_board(workspace, project.id).deficits == ()
    again = [NewEvent(f"again {name}", name, EventKind.LABEL, None, "formality", 1) for name in names[:3]]
    workspace.ledger.events.record(project.id, "local", again)
    (deficit,) = read_board(workspace, project.id).deficits
    assert (deficit.have, deficit.missing, deficit.candidates, deficit.remedy) == (18, 3, 3, Remedy.TAG)


def test_a_deficit_becomes_a_worklist_that_holds_its_segments(workspace):
    project = balance_project(workspace, tagged=False)
    workspace.ledger.targets.put([Target(project.id, "yo", "formal", "health", 5)])
    (deficit,) = read_board(workspace, project.id).deficits
    worklist = open_worklist(workspace, project.id, deficit, account_id="local")
    assert worklist.goal == 5 and worklist.name == "Yoruba · formal · health"
    assert worklist.reason == "0 of 5 segments are there. 42 segments wait to be tagged."
    with workspace.snapshot(project.id) as snapshot:
        assert snapshot.count(worklist.selection) == deficit.candidates == 42
    assert open_worklist(workspace, project.id, deficit).id == worklist.id
