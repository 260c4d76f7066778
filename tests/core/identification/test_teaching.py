"""Teaching a language: lines, folds, scores, versions, the job, and that a project then finds the language."""

import re

import numpy as np
import pytest

from core.collection.paste import add_text
from core.errors import InvalidInputError, NotFoundError
from core.identification import labels
from core.identification.configuration import project_specs
from core.identification.detectors.fasttext import FastText
from core.identification.detectors.taught import Taught
from core.identification.ngrams.model import NGrams
from core.identification.ngrams.target import Curve, Target
from core.identification.pending import pending
from core.identification.preparing import detection_copy
from core.identification.teaching import registry
from core.identification.teaching.background import background, is_itself, is_variety
from core.identification.teaching.learning import FOLDS, folds_of, learn
from core.identification.teaching.material import Choice, gather, grouped, require_enough, script_of, sift
from core.identification.teaching.preview import preview
from core.identification.teaching.scoring import score, share
from core.identification.wide.text import paragraphs
from core.jobs.inline import run_inline
from core.jobs.workflows.teach import TeachRequest

pytestmark = pytest.mark.models


def sentences(label, *, held_out=False):
    """The declaration's sentences and clauses in a language."""
    text = paragraphs(held_out=held_out)
    own = [one for name, one in zip(text.labels, text.texts, strict=True) if name == label]
    return [part.strip() for one in own for part in re.split(r"(?<=[.;:,])\s", one) if len(part) > 20]


WOLOF = sentences("wol_Latn")


@pytest.fixture
def project(workspace):
    return workspace.ledger.projects.create("Wolof", languages=("fr", "wo"), detectors=("fasttext",))


@pytest.fixture
def teach(workspace, project):
    def do(texts=tuple(WOLOF), tag="wo", **more):
        request = TeachRequest(project_id=project.id, choice=Choice(tag=tag, texts=texts, **more))
        return run_inline(workspace, "teach", request, project_id=project.id, account_id="local").version

    return do


def test_lines_are_sifted_and_each_one_left_out_has_a_reason():
    rows = [(text, f"g{place}") for place, text in enumerate(WOLOF[:60])]
    found = sift([*rows, (WOLOF[3].upper(), "g"), ("12:30", "g"), ("Съешь ещё этих мягких булок.", "g")])
    assert found.left_out == {"duplicate": 1, "short": 1, "other_script": 1}
    assert found.examples["other_script"] == ["Съешь ещё этих мягких булок."]
    assert (len(found.lines), found.given, script_of(found.lines)) == (60, 63, "Latn")
    require_enough(found)
    with pytest.raises(InvalidInputError, match="Only 49 of 49 lines"):
        require_enough(sift(rows[:49]))


def test_groups_are_documents_where_there_are_many_and_lines_in_a_row_in_one_long_one():
    many = grouped([("x", f"d{place // 3}", place % 3) for place in range(90)])
    one = grouped([("x", "d", place) for place in range(90)])
    assert (len({group for _, group in many}), len({group for _, group in one})) == (30, 18)


def test_folds_hold_groups_whole_and_are_alike_on_every_machine():
    groups = [f"g{place // 4}" for place in range(200)]
    folds = folds_of(groups, 0)
    assert all(len(set(folds[start : start + 4])) == 1 for start in range(0, 200, 4))
    assert np.bincount(folds, minlength=FOLDS).tolist() == [40] * FOLDS
    assert folds_of(groups, 0).tolist() == folds.tolist() != folds_of(groups, 1).tolist()
    assert folds_of(["a", "b", "c"], 0).tolist() == [1, 2, 0]


def test_a_language_is_itself_and_a_variety_is_not_its_language():
    assert (is_itself("wo", "wo"), is_itself("fr", "wo"), is_itself("zh", "cmn")) == (True, False, True)
    assert (is_variety("pt-MZ"), is_variety("wo-x-dakar"), is_variety("hi-Latn"), is_variety("x-foo")) == (
        True,
        True,
        False,
        False,
    )
    assert not is_itself("pt", "pt-MZ")


def test_the_curve_gives_a_half_at_the_lead_needed_and_more_than_that_only_above_it():
    curve = Curve(sizes=(40.0, 200.0), needed=(0.4, 0.8), usual=(1.0, 1.6))
    found = curve.probabilities(np.float32([0.4, 0.8, 1.6, 0.0]), np.float32([40, 200, 200, 200]))
    assert found[:3].tolist() == pytest.approx([0.5, 0.5, 0.95], abs=1e-3)
    assert found[3] < 0.1
    hardly = Curve((40.0,), (-0.5,), (-0.1,)).probabilities(np.float32([0.0]), np.float32([40]))
    assert hardly[0] < 0.5  # where the language's own lines do not lead, nothing is said


def test_intervals_are_wilsons():
    found = share(57, 60)
    assert (found.value, found.low, found.high) == (0.95, 0.863, 0.9829)
    assert (share(0, 0).low, share(0, 0).high) == (0, 1)


def test_a_language_is_learnt_from_lines_alone_and_scored_on_what_was_held_out(workspace, project):
    sifted = gather(workspace, project.id, Choice(tag="wo", texts=tuple(WOLOF)))
    against = background(workspace, project.id, "wo", "Latn")
    assert len(against.model.labels) > 300
    assert not any(labels.meaning("wide", label) == "wo" for label in against.model.labels)
    learnt = learn("wo", sifted.lines, against)
    found = score(learnt, "Latn", {"fr": 12})
    assert found.recall.low > 0.85 and found.recall.whole == len(sifted.lines)
    assert found.strangers.value < 0.01 and found.strangers.whole > 2_000
    assert found.f1 > 0.93
    assert next(one for one in found.neighbours if one.tag == "fr").called >= 12
    held = learnt.target.probabilities(detection_copy(sentences("wol_Latn", held_out=True)))
    assert (held >= 0.5).mean() > 0.9
    again = learn("wo", sifted.lines, against)
    assert (again.target.model.weights != learnt.target.model.weights).nnz == 0
    assert again.target.curve == learnt.target.curve


def test_the_projects_other_languages_are_told_apart_too_and_score_as_neighbours(workspace, project, teach):
    pulaar = sentences("fuv_Latn")
    add_text(workspace, project.id, "ada", "\n".join(pulaar), declared_language="fuv", key="ff")
    version = teach()
    near = {one.tag: one for one in version.scores.neighbours}
    assert version.against == {"fuv": len(sift([(text, "") for text in pulaar]).lines)}
    assert (near["fuv"].origin, near["fuv"].wrong) == ("project", 0)
    assert near["fuv"].lines == version.against["fuv"]


def test_the_job_adds_a_version_and_repeating_it_adds_none(workspace, project, teach, monkeypatch):
    first = teach()
    assert (first.version, first.account_id, first.lines) == (1, "local", len({line.lower() for line in WOLOF}))
    second = teach(tuple(WOLOF[:100]))
    assert (second.version, second.data_hash != first.data_hash) == (2, True)
    (language,) = registry.taught(workspace, project.id)
    assert [one.version for one in language.versions] == [2, 1]
    assert (language.asked.version, language.asked.account_id) == (2, "local")
    again = registry.add(workspace, project.id, "wo", second.job_id, lambda *_: pytest.fail("learnt again"))
    assert again == second


def test_a_half_written_version_is_none(workspace, project, teach):
    teach()

    def dies(folder, version):
        (folder / registry.MODEL).write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        registry.add(workspace, project.id, "wo", "another", dies)
    (language,) = registry.taught(workspace, project.id)
    assert [one.version for one in language.versions] == [1]
    assert not list((workspace.project_folder(project.id) / "taught" / "wo").glob(".draft-*"))


def test_versions_are_switched_off_on_and_back_and_rows_are_pending_again(workspace, project, teach):
    add_text(workspace, project.id, "ada", "\n".join(WOLOF[:5]), key="w")
    run_inline(workspace, "identify", _identify(project), project_id=project.id)
    assert pending(workspace, project.id) == 0
    teach()
    teach(tuple(WOLOF[:100]))
    assert pending(workspace, project.id) == 5
    (two,) = [spec for spec in project_specs(workspace, project) if spec.name == "taught-wo"]
    registry.ask(workspace, project.id, "wo", 1, "ben")
    (one,) = [spec for spec in project_specs(workspace, project) if spec.name == "taught-wo"]
    assert one.version != two.version
    language = registry.ask(workspace, project.id, "wo", None, "ben")
    assert (language.asked.version, language.asked.account_id) == (None, "ben")
    assert registry.taught_specs(workspace, project.id) == ()
    assert pending(workspace, project.id) == 0  # what it was before counts again
    assert [entry.detail for entry in workspace.ledger.audit.list(project.id)][:2] == [
        {"version": "none"},
        {"version": "1"},
    ]
    with pytest.raises(NotFoundError, match="no version 9"):
        registry.ask(workspace, project.id, "wo", 9, "ben")
    with pytest.raises(NotFoundError, match="not taught"):
        registry.ask(workspace, project.id, "sc", None, "ben")


def test_lines_come_from_sources_and_from_segments_that_people_named(workspace, project):
    from core.records import EventKind, NewEvent, Selection

    report = add_text(workspace, project.id, "ada", "\n".join(WOLOF), key="w")
    add_text(workspace, project.id, "ada", "\n".join(sentences("fra_Latn")), key="f")
    chosen = gather(workspace, project.id, Choice(tag="wo", sources=(report.source_id,)))
    assert {line.text for line in chosen.lines} <= set(WOLOF) and len(chosen.lines) > 80
    with workspace.snapshot(project.id) as snapshot:
        wanted = snapshot.ids(Selection(text=WOLOF[0]))
    event = NewEvent(segment_id=wanted[0], kind=EventKind.LANGUAGE, value="wo", key="named")
    workspace.ledger.events.record(project.id, "local", [event])
    named = gather(workspace, project.id, Choice(tag="wo", confirmed=True))
    assert [line.text for line in named.lines] == [WOLOF[0]]
    with pytest.raises(InvalidInputError, match="No lines"):
        gather(workspace, project.id, Choice(tag="wo"))
    with pytest.raises(InvalidInputError, match="not a language tag"):
        gather(workspace, project.id, Choice(tag="not a tag", texts=("x",)))


def test_the_preview_counts_and_shows_strays(workspace, project):
    stray = "The library closes at six o'clock on Fridays, so please come early."
    found = preview(workspace, project.id, Choice(tag="wo", texts=(*WOLOF, WOLOF[0], "12", stray)))
    assert found.left_out["duplicate"] >= 1 and found.left_out["short"] == 1
    assert found.stray == {"en": 1} and found.strays == [("en", stray)]
    assert (found.enough, found.given) == (True, len(WOLOF) + 3)


def test_a_taught_detector_says_its_language_alone_and_answers_on_every_text_with_letters(tmp_path):
    lines = {"wo": detection_copy(WOLOF), "fra_Latn": detection_copy(sentences("fra_Latn"))}
    Target("wo", NGrams.learn(lines), Curve((50.0,), (0.5,), (1.5,))).save(tmp_path / "m.safetensors")
    detector = Taught("taught-wo", tmp_path / "m.safetensors")
    found = detector.detect(detection_copy([WOLOF[5], "Tout être humain a droit à la vie.", "12"]))
    assert (detector.tags, detector.decides) == (("wo",), True)
    assert found.labels[:, 0].tolist() == [0, 0, -1]
    assert found.scores[0, 0] > 0.9 > 0.1 > found.scores[1, 0]


def _identify(project):
    from core.jobs.workflows.identify import IdentifyRequest

    return IdentifyRequest(project_id=project.id)


def test_a_project_finds_the_language_afterwards_and_asks_nobody_else_again(workspace, project, teach, monkeypatch):
    held = [text for text in sentences("wol_Latn", held_out=True) if len(text) > 40]
    french = [text for text in sentences("fra_Latn", held_out=True) if len(text) > 40]
    add_text(workspace, project.id, "local", "\n".join([*held, *french]), key="h")
    run_inline(workspace, "identify", _identify(project), project_id=project.id)
    before = _languages(workspace, project)
    assert not any(before[text] == "wo" for text in held)
    teach()
    assert pending(workspace, project.id) == len(held) + len(french)
    monkeypatch.setattr(FastText, "detect", lambda *_: pytest.fail("fastText was asked again"))
    run_inline(workspace, "identify", _identify(project), project_id=project.id)
    after = _languages(workspace, project)
    assert sum(after[text] == "wo" for text in held) > 0.9 * len(held)
    assert {text: after[text] for text in french} == {text: before[text] for text in french}
    registry.ask(workspace, project.id, "wo", None, "local")
    run_inline(workspace, "identify", _identify(project), project_id=project.id)
    assert _languages(workspace, project) == before


def _languages(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        return {row.segment.text: row.language for row in snapshot.page(limit=1_000)}
