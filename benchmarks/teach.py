"""Teaching: a language no detector may know is taught from 300 lines, and found in text it was not taught from.

Of SIB-200 (`$ISOGLOSS_TEST_DATA`) the first 300 training lines of a language are taught; its test split is scored
against the test split of its neighbours. Training and test lines are different sentences. Taught twice: with nothing
to tell it apart from but the shipped declaration, without the language itself; and in a project that holds 300 training
lines of each neighbour as well. `everywhere`: of all other languages' test lines how many are taken for it.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.reporting import Result
from core.collection.paste import add_text
from core.errors import NotFoundError
from core.identification.ngrams.target import Target
from core.identification.preparing import detection_copy
from core.identification.teaching import registry
from core.identification.teaching.material import Choice
from core.jobs.inline import run_inline
from core.jobs.workflows.teach import TeachRequest
from core.settings import Settings
from core.workspace import Workspace, open_workspace

LINES = 300
SHORT = 40  # code points
TAUGHT = {
    "wo": ("wol_Latn", ("fuv_Latn", "bam_Latn", "dyu_Latn")),
    "sc": (
        "srd_Latn",
        ("ita_Latn", "cat_Latn", "scn_Latn", "lij_Latn", "vec_Latn", "fur_Latn", "spa_Latn", "por_Latn"),
    ),
    "ar-Latn": ("arb_Latn", ("eng_Latn", "mlt_Latn", "som_Latn", "swh_Latn", "tur_Latn")),
}


def run() -> Result:
    """Every language of TAUGHT, with and without the neighbours' lines. Raises NotFoundError without the data."""
    folder = Settings().test_data
    if folder is None or not (folder / "sib-200").is_dir():
        raise NotFoundError("SIB-200 is not on this machine.", hint="Name its folder with ISOGLOSS_TEST_DATA.")
    figures: dict[str, float | int | str] = {"lines": LINES}
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(workspace=place, worker_autostart=False, _env_file=None)
        ws = open_workspace(settings.model_copy(update={"models": Settings().model_folder}))
        for tag in TAUGHT:
            for beside in (False, True):
                figures |= measured(ws, folder, tag, beside=beside)
        ws.ledger.dispose()
    return Result(figures)


def measured(ws: Workspace, folder: Path, tag: str, *, beside: bool) -> dict[str, float]:
    """Teach one language in a project of its own and score it; `beside`: with the neighbours' lines in the project."""
    label, neighbours = TAUGHT[tag]
    project = ws.ledger.projects.create(f"{tag} {beside}", languages=(tag,), detectors=("fasttext",))
    for near in neighbours if beside else ():
        text = "\n".join(sib(folder, near, "train")[:LINES])
        add_text(ws, project.id, "local", text, declared_language=near.split("_")[0], key=near)
    choice = Choice(tag=tag, texts=tuple(sib(folder, label, "train")[:LINES]))
    began = time.perf_counter()
    request = TeachRequest(project_id=project.id, choice=choice)
    run_inline(ws, "teach", request, project_id=project.id)
    seconds = time.perf_counter() - began
    (spec,) = registry.taught_specs(ws, project.id)
    target = Target.load(Path(str(spec.model)))
    others = [path.name for path in sorted((folder / "sib-200").glob("*_*")) if path.name not in (label, *neighbours)]
    strangers = [line for other in others for line in sib(folder, other, "test")]
    own = sib(folder, label, "test")
    beside_it = [line for one in neighbours for line in sib(folder, one, "test")]
    name = f"{tag} {'beside neighbours' if beside else 'alone'}"
    return {
        f"{name}: f1": f1(target, own, beside_it),
        f"{name}: f1 of first {SHORT} characters": f1(target, cut(own), cut(beside_it)),
        f"{name}: everywhere": said(target, strangers) / len(strangers),
        f"{name}: seconds": seconds,
    }


def f1(target: Target, own: Sequence[str], others: Sequence[str]) -> float:
    """F1 of the language against the others' lines."""
    found, wrong = said(target, own), said(target, others)
    return 2 * found / (found + wrong + len(own))


def said(target: Target, lines: Sequence[str]) -> int:
    """How many lines are said to be in the language."""
    return int((target.probabilities(detection_copy(lines)) >= 0.5).sum())


def cut(lines: Sequence[str]) -> list[str]:
    """The beginnings of the lines."""
    return [line[:SHORT] for line in lines]


def sib(folder: Path, label: str, split: str) -> list[str]:
    """The lines of one of SIB-200's languages; none where the split is not there."""
    path = folder / "sib-200" / label / f"{split}.tsv"
    rows = path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else []
    return [row.split("\t")[2] for row in rows if row.count("\t") >= 2]
