"""Suggestions: how soon they are right, how far their probabilities can be trusted, what choosing segments saves.

Simulated annotators give the labels that the data hold (`$ISOGLOSS_TEST_DATA`), 5 seeds. Formality: 32 pairs of
CoCoA-MT's training part, scored on its whole test part. Domain: SIB-200's 701 training sentences of each language,
scored on its 204 test sentences. Calibration error: 10 bins of equal width; of formality on the test part, of domain
from 300 drawn labels on the other sentences (some 700), in every fifth language. Rare class: sports or not, in seven
languages, other sentences left out until sports are 13 %; the queue's own mix against labels drawn at random,
where its random fifth counts as labelled but nothing is learnt from it; F1 of sports on the dev and test sentences.
"""

import random
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import numpy as np

from benchmarks.reporting import Result
from core.errors import NotFoundError
from core.settings import Settings
from core.suggesting import features
from core.suggesting.learner import Floats, Labelled, Model, can_learn, learn
from core.suggesting.queueing import Waiting, batch

SEEDS = range(5)
PAIRS = 32
FORMALITY = {"de": 0.95, "fr": 0.95, "es": 0.90, "it": 0.90}
DOMAIN, CALIBRATION = 0.71, 0.08
DRAWN = 300
RARE, SHARE, START, BATCH, MOST, FEW = "sports", 0.13, 30, 10, 400, 150
RARE_IN = ("eng_Latn", "swh_Latn", "tha_Thai", "hin_Deva", "arb_Arab", "zho_Hans", "yor_Latn")

Row = tuple[str, str]


def run() -> Result:
    """All parts. Raises NotFoundError without the data."""
    folder = Settings().test_data
    if folder is None or not (folder / "sib-200").is_dir() or not (folder / "cocoa-mt").is_dir():
        raise NotFoundError("CoCoA-MT and SIB-200 are not here.", hint="Name their folder with ISOGLOSS_TEST_DATA.")
    figures: dict[str, float | int | str] = {}
    for language, target in FORMALITY.items():
        figures |= formality(folder, language, target)
    figures |= domain(folder) | domain_calibration(folder) | rare(folder) | learning(folder)
    return Result(figures)


def formality(folder: Path, language: str, target: float) -> dict[str, float | int | str]:
    """Accuracy and calibration error from PAIRS labelled pairs."""
    pairs, tested = cocoa(folder, language, "train"), cocoa(folder, language, "test")
    texts = [text for pair in tested for text in pair]
    truth = np.array(["formal", "informal"] * len(tested))
    right, errors = [], []
    for seed in SEEDS:
        drawn = random.Random(seed).sample(pairs, PAIRS)
        labelled = [
            Labelled(text, language, value, str(number))
            for number, pair in enumerate(drawn)
            for text, value in zip(pair, ("formal", "informal"), strict=True)
        ]
        model = learn(labelled)
        likely = model.probabilities(texts, [language] * len(texts))
        right.append(float((said(model, likely) == truth).mean()))
        errors.append(calibration_error(model, likely, truth))
    return {
        f"formality {language}: accuracy (target ≥ {target})": mean(right),
        f"formality {language}: calibration error (target ≤ {CALIBRATION})": mean(errors),
    }


def domain(folder: Path) -> dict[str, float | int | str]:
    """Accuracy with n-grams alone, over all languages."""
    found = {}
    for path in sorted((folder / "sib-200").glob("*_*")):
        train, test = sib(path, "train"), sib(path, "test")
        model = learn([Labelled(text, path.name, value) for value, text in train])
        likely = model.probabilities([text for _value, text in test], [path.name] * len(test))
        found[path.name] = float((said(model, likely) == np.array([value for value, _text in test])).mean())
    least = min(found, key=lambda one: found[one])
    return {
        f"domain: mean accuracy over {len(found)} languages (target ≥ {DOMAIN})": mean(found.values()),
        f"domain: least accuracy ({least})": found[least],
    }


def domain_calibration(folder: Path) -> dict[str, float | int | str]:
    """Calibration error by language, from DRAWN labels."""
    found = {}
    for path in sorted((folder / "sib-200").glob("*_*"))[::5]:
        rows, errors = [*sib(path, "train"), *sib(path, "dev"), *sib(path, "test")], []
        for seed in SEEDS:
            drawn = random.Random(seed).sample(rows, len(rows))
            model = learn([Labelled(text, path.name, value) for value, text in drawn[:DRAWN]])
            likely = model.probabilities([text for _value, text in drawn[DRAWN:]], [path.name] * (len(rows) - DRAWN))
            errors.append(calibration_error(model, likely, np.array([value for value, _text in drawn[DRAWN:]])))
        found[path.name] = mean(errors)
    most = max(found, key=lambda one: found[one])
    return {
        f"domain: mean calibration error of {len(found)} languages (target ≤ {CALIBRATION})": mean(found.values()),
        f"domain: greatest calibration error ({most})": found[most],
        "domain: languages within the target": sum(one <= CALIBRATION for one in found.values()),
    }


def rare(folder: Path) -> dict[str, float | int | str]:
    """F1 of the rare class with the queue and with random labels, and the labels needed for the same F1."""
    at_random, queued, needed = [], [], []
    for language in RARE_IN:
        for seed in SEEDS:
            pool = thinned(sib(folder / "sib-200" / language, "train"), seed)
            test = [*sib(folder / "sib-200" / language, "dev"), *sib(folder / "sib-200" / language, "test")]
            goal = f1(learnt(pool[:MOST], language), test, language)
            curve = with_queue(pool, test, language, seed, goal)
            at_random.append(goal)
            queued.append(curve[FEW])
            needed.append(next((count for count, value in curve.items() if value >= goal), MOST))
    return {
        f"rare class: F1 from {MOST} random labels": mean(at_random),
        f"rare class: F1 from {FEW} queued labels (target ≥ the line above)": mean(queued),
        f"rare class: median labels until random's F1 (target ≤ {FEW})": float(np.median(needed)),
    }


def with_queue(pool: Sequence[Row], test: Sequence[Row], language: str, seed: int, goal: float) -> dict[int, float]:
    """Labels given → F1, from START random labels on, BATCH by BATCH to FEW, or to `goal`, or to twice FEW."""
    reserved = [random.Random(f"{seed} {place}").random() < 0.2 for place in range(len(pool))]
    asked, curve = dict.fromkeys(range(START)), dict[int, float]()
    while True:
        model = learnt([pool[one] for one in asked if not reserved[one]], language)
        curve[len(asked)] = f1(model, test, language)
        if len(asked) >= 2 * FEW or (len(asked) >= FEW and max(curve.values()) >= goal):
            return curve
        if model is None:
            asked |= dict.fromkeys(range(len(asked), len(asked) + BATCH))
            continue
        left = [place for place in range(len(pool)) if place not in asked]
        texts, tags = [pool[one][1] for one in left], [language] * len(left)
        rows = features.rows(texts, model.rarity)
        likely = model.probabilities(texts, tags)
        taught = [pool[one][0] for one in asked if not reserved[one]]
        cells = {(language, place): taught.count(value) for place, value in enumerate(model.values)}
        waiting = Waiting([str(one) for one in left], tags, [reserved[one] for one in left], likely, rows)
        asked |= dict.fromkeys(int(one.segment_id) for one in batch(waiting, BATCH, cells=cells, seed=len(asked)))


def thinned(rows: Sequence[Row], seed: int) -> list[Row]:
    """Rare or other, in a random order, with so many others left out that SHARE is rare."""
    drawn = random.Random(seed).sample(list(rows), len(rows))
    own = [(RARE, text) for value, text in drawn if value == RARE]
    others = [("other", text) for value, text in drawn if value != RARE][: round(len(own) / SHARE) - len(own)]
    return random.Random(seed).sample([*own, *others], len(own) + len(others))


def learnt(rows: Sequence[Row], language: str) -> Model | None:
    """A model of these rows; None where they do not suffice."""
    labelled = [Labelled(text, language, value) for value, text in rows]
    return learn(labelled) if can_learn([one.value for one in labelled]) else None


def f1(model: Model | None, test: Sequence[Row], language: str) -> float:
    """F1 of the rare class."""
    if model is None:
        return 0.0
    found = said(model, model.probabilities([text for _value, text in test], [language] * len(test))) == RARE
    truth = np.array([value == RARE for value, _text in test])
    return float(2 * (found & truth).sum() / max(1, found.sum() + truth.sum()))


def learning(folder: Path) -> dict[str, float | int | str]:
    """Seconds to learn from 2 000 labels in four languages."""
    rows = [(one, row) for one in RARE_IN[:4] for row in sib(folder / "sib-200" / one, "train")]
    drawn = random.Random(0).sample(rows, 2000)
    began, busy = time.perf_counter(), time.process_time()
    learn([Labelled(text, language, value) for language, (value, text) in drawn])
    return {
        "seconds to learn from 2 000 labels (target < 2)": time.perf_counter() - began,
        "of these, seconds of computing": time.process_time() - busy,
    }


def said(model: Model, likely: Floats) -> np.ndarray:
    """The likeliest values."""
    return np.array(model.values)[likely.argmax(axis=1)]


def calibration_error(model: Model, likely: Floats, truth: np.ndarray, bins: int = 10) -> float:
    """How far the mean probability of the suggested value is from how often it is right, over bins of probability."""
    sure, right = likely.max(axis=1), said(model, likely) == truth
    place = np.minimum((sure * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(sure[own].mean() - right[own].mean()) * own.mean() for one in range(bins) if (own := place == one).any()
        )
    )


def cocoa(folder: Path, language: str, split: str) -> list[tuple[str, str]]:
    """(formal, informal) translations."""
    found = []
    for path in sorted((folder / "cocoa-mt" / f"en-{language}").glob(f"formality-control.{split}.*.formal*")):
        if "annotated" not in path.name:
            informal = path.with_name(path.name.replace(".formal", ".informal"))
            sides = [one.read_text(encoding="utf-8").splitlines() for one in (path, informal)]
            found += list(zip(*sides, strict=True))
    return found


def sib(folder: Path, split: str) -> list[Row]:
    """(domain, sentence) of a language's split."""
    lines = (folder / f"{split}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(parts[1], parts[2]) for line in lines if len(parts := line.split("\t")) >= 3]
