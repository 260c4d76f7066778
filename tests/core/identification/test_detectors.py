"""The real detectors: what they can say, what they say, and that they always say the same."""

import subprocess
import sys

import numpy as np
import pytest

from core.errors import InvalidInputError, ModelMissingError
from core.identification.coverage import coverage, sayable
from core.identification.detectors import DETECTORS, DetectorSpec, check, of_file, own_files, specs
from core.identification.detectors.fasttext import FastText
from core.identification.preparing import detection_copy
from core.models.store import ModelStore
from core.settings import ROOT

pytestmark = pytest.mark.models

TEXTS = [
    "The library closes at six on Fridays.",
    "Watoto wanacheza mpira nje ya nyumba yetu.",
    "Съешь ещё этих мягких французских булок.",
    "今天天气很好，我们一起去公园散步吧。",
    "ልጆቹ ከቤት ውጭ ኳስ እየተጫወቱ ነው።",
]


def best(votes):
    return [votes.tags[label] if label >= 0 else None for label in votes.labels[:, 0]]


def test_fasttext_names_languages(fasttext):
    assert best(fasttext.detect(detection_copy(TEXTS))) == ["en", "sw", "ru", "zh", "am"]
    assert (len(fasttext.raw_labels), None in fasttext.tags) == (176, False)


def test_langdetect_names_languages_and_is_silent_on_what_it_cannot_read(langdetect):
    found = langdetect.detect(detection_copy(TEXTS))
    assert best(found)[:4] == ["en", "sw", "ru", "zh"]
    assert len(langdetect.raw_labels) == 55
    assert not {"am", "yo"} & set(langdetect.tags)


@pytest.mark.parametrize("name", ["fasttext", "langdetect"])
def test_a_text_without_evidence_gets_no_vote(name, request):
    detector = request.getfixturevalue(name)
    found = detector.detect(["", "the library closes at six on fridays"])
    assert (found.labels[0] < 0).all()
    assert best(found)[1] == "en"
    assert len(detector.detect([])) == 0


@pytest.mark.parametrize("name", ["fasttext", "langdetect"])
def test_votes_fall_and_are_probabilities(name, request):
    found = request.getfixturevalue(name).detect(detection_copy(TEXTS))
    assert (np.diff(found.scores) <= 0).all()
    assert found.scores.min() >= 0
    assert found.scores.sum(axis=1).max() <= 1.001


def test_capitals_do_not_confuse_because_of_the_copy(fasttext):
    capitals = [text.upper() for text in TEXTS]
    assert best(fasttext.detect(detection_copy(capitals))) == ["en", "sw", "ru", "zh", "am"]


def test_langdetect_on_arrays_says_what_the_package_says(langdetect):
    from langdetect.detector import Detector

    class Original(Detector):
        """The package's own arithmetic, on lists."""

        def __init__(self, factory):
            super().__init__(factory)
            self.word_lang_prob_map = Listed(factory.word_lang_prob_map)

    class Listed(dict):
        def __getitem__(self, word):
            return super().__getitem__(word).tolist()

    for text in (*detection_copy(TEXTS[:4]), "short", "na mo jo", "ok så"):
        asked = Original(langdetect._factory)
        asked.append(text)
        said = [(langdetect.raw_labels[number], score) for number, score in langdetect._ask(text)]
        assert [(one.lang, one.prob) for one in asked.get_probabilities()] == said


def test_votes_are_the_same_in_another_process(langdetect):
    code = (
        "from core.identification.detectors import DetectorSpec; "
        "found = DetectorSpec('langdetect', '1').make().detect(['na mo jo', 'ok så', 'det er en god dag']); "
        "print(found.labels.tolist(), found.scores.tolist())"
    )
    answers = {
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    found = langdetect.detect(["na mo jo", "ok så", "det er en god dag"])
    assert answers == {f"{found.labels.tolist()} {found.scores.tolist()}\n"}


def test_detectors_are_chosen_by_name(store):
    assert check(["langdetect", "fasttext", "langdetect"]) == ("langdetect", "fasttext")
    with pytest.raises(InvalidInputError, match="no detector “cld9”") as caught:
        check(["cld9"])
    assert "fasttext, py3langid" in caught.value.hint
    with pytest.raises(InvalidInputError, match="No detector is chosen"):
        check([])
    made = specs(["fasttext", "langdetect"], store)
    assert [spec.version for spec in made] == ["lid.176.ftz-938013", "1.0.9"]
    assert set(DETECTORS) >= {"fasttext", "py3langid", "pycld2", "eldc", "wide", "langdetect"}


def test_a_model_that_is_no_model_says_so(tmp_path):
    path = tmp_path / "model.ftz"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelMissingError, match="cannot be read as a fastText model"):
        FastText(path)
    with pytest.raises(InvalidInputError, match="needs a model file"):
        DetectorSpec("fasttext", "1").make()


TAUGHT = {
    "wol_Latn": ["bataaxal bi dafa neex lool", "dinañu dem àllarba ci gox yooyu", "xale yi ñu ngi fo ci kër gi"],
    "srp_Latn": ["deca se igraju napolju ispred kuće", "biblioteka se zatvara u šest sati", "pismo je stiglo juče"],
    "hrv_Latn": ["djeca se igraju vani ispred kuće", "knjižnica se zatvara u šest sati", "pismo je stiglo jučer"],
}


@pytest.fixture(scope="module")
def own_model(tmp_path_factory):
    """A tiny model with labels as GlotLID, OpenLID and NLLB write them."""
    import fasttext as library

    folder = tmp_path_factory.mktemp("own")
    lines = [f"__label__{label} {text}" for label, texts in TAUGHT.items() for text in texts * 30]
    (folder / "lines.txt").write_text("\n".join(lines), encoding="utf-8")
    model = library.train_supervised(
        str(folder / "lines.txt"), dim=8, epoch=25, lr=0.5, minn=2, maxn=4, bucket=5000, thread=1, verbose=0
    )
    model.save_model(str(folder / "small.bin"))
    return folder / "small.bin"


def test_any_fasttext_model_joins_by_its_file_with_labels_of_its_own_style(own_model):
    spec = of_file("taught-wo", own_model, share=1.5)
    detector = spec.make()
    assert (detector.name, detector.share) == ("taught-wo", 1.5)
    assert dict(zip(detector.raw_labels, detector.tags, strict=True)) == {
        "wol_Latn": "wo",
        "srp_Latn": "sr-Latn",
        "hrv_Latn": "hr",
    }
    assert best(detector.detect([TAUGHT["wol_Latn"][0]])) == ["wo"]


def test_the_version_of_a_file_stands_for_its_content(own_model, tmp_path):
    copy = tmp_path / "copy.bin"
    copy.write_bytes(own_model.read_bytes())
    assert of_file("a", copy).version == of_file("b", own_model).version
    with copy.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff\xfe")
    assert of_file("a", copy).version != of_file("b", own_model).version
    with pytest.raises(ModelMissingError, match="no model file"):
        of_file("a", tmp_path / "none.bin")


def test_a_file_among_the_own_models_is_chosen_by_its_name(own_model, tmp_path):
    store = ModelStore(tmp_path)
    (tmp_path / "detectors").mkdir()
    (tmp_path / "detectors" / "small.bin").write_bytes(own_model.read_bytes())
    (tmp_path / "detectors" / "notes.txt").write_text("…")
    assert own_files(store) == ["small.bin"]
    assert specs(["small.bin"], store)[0].model == str(tmp_path / "detectors" / "small.bin")
    with pytest.raises(InvalidInputError, match="no detector"):
        check(["../small.bin"])


def test_coverage_says_who_can_say_what(store):
    known = coverage(specs(["fasttext", "langdetect"], store))
    assert sayable("yo", known) == ["fasttext"]
    assert sayable("am", known) == ["fasttext"]
    assert sayable("sw", known) == ["fasttext", "langdetect"]
    assert sayable("pt-BR", known) == ["fasttext", "langdetect"]
    assert sayable("nb", known) == ["fasttext", "langdetect"]
    assert sayable("wo", known) == []
