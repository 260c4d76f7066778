"""Detectors that people install themselves: lingua, made for the declared languages, and heliport.

What needs a package is skipped, in words, where it is not installed; the rest holds without.
"""

from dataclasses import replace

import pyarrow as pa
import pytest

from core.errors import InvalidInputError, ModelMissingError
from core.identification import evidence
from core.identification.configuration import Question, number, project_specs
from core.identification.coverage import coverage
from core.identification.detectors import DETECTORS, DetectorSpec, lingua, made_for, specs
from core.identification.identifying import Identifier
from core.identification.rounds import SURE
from core.records import Project

DECLARED = ("en", "pt-BR", "sw", "yo")
MANY = ("af", "am", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ha", "hi")
LINES = {"watoto wanacheza mpira nje ya nyumba": "sw", "as crianças brincam fora de casa": "pt-BR", "the dog": "en"}


def needs(name):
    kind = DETECTORS[name]
    return pytest.mark.skipif(not kind.installed, reason=f"{kind.package} is not installed: it is optional")


def test_optional_detectors_are_no_ones_default_and_tell_their_licence(store):
    optional = {name: kind.licence for name, kind in DETECTORS.items() if kind.optional}
    assert optional == {"lingua": "Apache-2.0", "heliport": "GPL-3.0"}
    assert not optional.keys() & set(Project(id="", name="").detectors)


def test_a_detector_that_is_not_installed_is_asked_for_by_its_package(store, monkeypatch):
    monkeypatch.setitem(DETECTORS, "lingua", replace(DETECTORS["lingua"], package="no-such-package"))
    with pytest.raises(ModelMissingError) as caught:
        specs(["lingua"], store)
    assert "lingua is not installed" in str(caught.value)
    assert "pip install no-such-package" in caught.value.hint


def test_the_vote_has_weights_for_the_default_detectors_with_each_optional_one():
    names = Project(id="", name="").detectors
    plain = evidence.weights(names)
    assert not plain.detectors.keys() & {"lingua", "heliport"}
    for added in (["lingua"], ["heliport"], ["lingua", "heliport"]):
        fitted = evidence.weights([*names, *added])
        assert fitted.detectors.keys() == {*names, *added, evidence.ANY}
        assert all(fitted.of(name)["said"] > 0.2 for name in added), "its word speaks for a language"


@pytest.fixture
def only_twos(monkeypatch):
    """lingua as if it served two declared languages and no more; its package is not asked."""
    monkeypatch.setattr(lingua, "serves", lambda expected: len(expected) == 2)


def test_a_detector_is_given_the_declared_languages_or_left_out(only_twos):
    asked = (DetectorSpec("pycld2", "1"), DetectorSpec("lingua", "2"))
    assert [one.languages for one in made_for(asked, ("sw", "en"))] == [(), ("en", "sw")]
    assert made_for(asked, ("sw", "en", "de")) == asked[:1]
    assert made_for((), ("sw",)) == ()
    with pytest.raises(ModelMissingError, match="cannot be asked about the 3 declared languages"):
        made_for(asked[1:], ("sw", "en", "de"))


def test_segments_wait_again_where_the_languages_it_is_made_for_change(only_twos):
    asked = (DetectorSpec("pycld2", "1"), DetectorSpec("lingua", "2"))
    first, second = (number(asked, Question(pair)) for pair in (("en", "sw"), ("en", "yo")))
    assert first >> 16 != second >> 16
    assert number(asked, Question(("en", "sw", "yo"))) == number(asked[:1], Question(("en", "sw", "yo")))


@needs("lingua")
def test_lingua_answers_with_declared_languages_alone():
    detector = lingua.Lingua(("ha", *DECLARED))
    assert (detector.raw_labels, detector.tags) == (("en", "pt", "sw", "yo"), ("en", "pt", "sw", "yo"))
    votes = detector.detect([*LINES, "die Kinder spielen draußen", "12 345", ""])
    assert [detector.raw_labels[label] for label in votes.labels[:3, 0]] == ["sw", "pt", "en"]
    assert votes.scores[0, 0] > 0.9
    assert votes.labels[3, 0] >= 0, "a stranger gets a declared language, too: the others in the vote know better"
    assert (votes.labels[4:] == -1).all()


@needs("lingua")
@pytest.mark.parametrize(
    ("declared", "served"),
    [(DECLARED, True), (("en", "wo"), False), (("wo", "dyu"), False), ((), False), (MANY[:15], True), (MANY, False)],
)
def test_lingua_serves_few_languages_of_which_it_knows_two(declared, served):
    assert lingua.serves(declared) is served
    if not served and len(declared) < 15:
        with pytest.raises(InvalidInputError, match="needs 2"):
            lingua.Lingua(declared)


@needs("lingua")
@pytest.mark.parametrize(("tag", "known"), [("no", ["nb"]), ("nb", ["nb"]), ("zsm", ["ms"]), ("fil", ["tl"])])
def test_lingua_finds_its_own_name_for_a_language(tag, known):
    assert list(lingua.known([tag])) == known


@needs("lingua")
@pytest.mark.models
def test_lingua_is_asked_about_doubtful_texts_alone(store):
    asked = specs(["py3langid", "pycld2", "eldc", "lingua"], store)
    sure = "The children are playing outside the house, and their grandmother watches them from the kitchen window."
    found = Identifier.of(asked, Question(DECLARED)).identify(pa.table({"text": [sure, *LINES]}))
    assert found["language"].to_pylist() == ["en", *LINES.values()]
    heard = ['"lingua"' in votes for votes in found["votes"].to_pylist()]
    assert not heard[0] and heard[3], f"only what the others are less than {SURE} sure of is asked of lingua"


@needs("lingua")
@pytest.mark.models
def test_a_project_with_many_languages_goes_without_lingua(workspace, store):
    names = ("pycld2", "eldc", "lingua")
    few = workspace.ledger.projects.create("Few", languages=DECLARED, detectors=names)
    many = workspace.ledger.projects.create("Many", languages=MANY, detectors=names)
    assert coverage(project_specs(workspace, few))["lingua"] == frozenset({"en", "pt", "sw", "yo"})
    assert [one.name for one in project_specs(workspace, many)] == ["pycld2", "eldc"]


@needs("heliport")
def test_heliport_votes_and_its_labels_mean_languages():
    from core.identification.detectors.heliport import Heliport

    detector = Heliport()
    meant = dict(zip(detector.raw_labels, detector.tags, strict=True))
    assert {raw for raw, tag in meant.items() if tag is None} == set()
    assert (meant["hbshrv"], meant["msazsm"], meant["fint"], meant["knc"]) == ("hr", "ms", "fi", "kr")
    votes = detector.detect([*LINES, "12 345", ""])
    assert [detector.tags[label] for label in votes.labels[:3, 0]] == ["sw", "pt", "en"]
    assert votes.scores[0, 0] > 0.9 and 0.5 < votes.scores[2, 0] < 1
    assert (votes.labels[3:] == -1).all()
