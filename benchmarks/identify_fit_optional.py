"""Fit weights for detectors that people install themselves: `python -m benchmarks.identify_fit_optional`.

Adds to data/identification/weights.json one pool for the default detectors with each optional one that is installed,
and one with all of them; the pools of the others stay as they are, and those of an optional detector that is not
installed are kept. Fitted as in `identify_fit`. A detector that is made for the declared languages is fitted on all
lines with all its languages, and on blocks of lines, half of them in a few languages that it is made for (SIZES), half
in any: so the vote learns what its word is worth where the text may be in none of its languages.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks import language_lines
from benchmarks.identify_fit import Rows, _fitted, _rows
from core.identification import evidence
from core.identification.detectors import DETECTORS, Detector, DetectorSpec, asked_later, specs
from core.identification.votes import Votes
from core.models.store import ModelStore
from core.records import Project
from core.settings import Settings

COUNT = 100  # lines a language and kind
SIZES = (3, 5, 8, 10, 10, 12, 15, 15)
OF_A_BLOCK = 2_000  # texts a block at most that are in its languages, and as many others
# How much other languages count in a block before anything is fitted. Of 1, .3, .1, .01 tried: single words of ten
# declared languages .911, .907, .899, .839 right, strangers among them let in .45, .37, .28, .05; without lingua .870
# and .19. (Looked at on a sample of the scored lines.)
UNEXPECTED = 0.1

Pools = dict[str, dict]


def main() -> None:
    """Fit and write."""
    folder = language_lines.data_folder()
    if folder is None:
        raise SystemExit("Set ISOGLOSS_TEST_DATA to the folder of real data first.")
    written = json.loads(evidence.WEIGHTS.read_text(encoding="utf-8"))
    written["pools"] = beside(written["pools"], written["pools"], folder)
    Path(evidence.WEIGHTS).write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def beside(new: Mapping[str, dict], old: Mapping[str, dict], folder: Path) -> Pools:
    """The pools that were just fitted with those of optional detectors: fitted where installed, else as they were."""
    optional = {name for name, kind in DETECTORS.items() if kind.optional}
    kept = {key: pool for key, pool in old.items() if optional & set(key.split("+"))}
    own = {name: found for name, found in old[evidence.ANY]["detectors"].items() if name in optional}
    any_pool = {**new[evidence.ANY], "detectors": {**new[evidence.ANY]["detectors"], **own}}
    known = {**new, **kept, evidence.ANY: any_pool}
    return {**known, **pools(known, folder)}


def pools(known: Mapping[str, dict], folder: Path) -> Pools:
    """The pools with optional detectors, and the pool for any with what was fitted for each of these in it."""
    store, names = ModelStore(Settings().model_folder), Project(id="", name="").detectors
    optional = [name for name, kind in DETECTORS.items() if kind.optional and kind.installed]
    lines = _lines(folder)
    made: Pools = {}
    any_pool = known[evidence.ANY]
    heard = _Heard(lines)
    for added in [[name] for name in optional] + [optional] * (len(optional) > 1):
        for base in (names, [name for name in names if not asked_later(name)]):
            if base is not names and all(asked_later(name) for name in added):
                continue  # the first round is the one without it
            pool = [*base, *(name for name in added if base is names or not asked_later(name))]
            key = "+".join(sorted(pool))
            if key not in made:
                made[key] = heard.fit(specs(pool, store))
        if len(added) == 1:
            own = made["+".join(sorted([*names, *added]))]["detectors"][added[0]]
            any_pool = {**any_pool, "detectors": {**any_pool["detectors"], added[0]: own}}
    return {**made, evidence.ANY: any_pool}


class _Heard:
    """What detectors say on the lines; each is asked once for each set of languages it is made for."""

    def __init__(self, lines: language_lines.Lines) -> None:
        self.lines = lines
        self._known: dict[tuple[str, tuple[str, ...]], Detector] = {}

    def fit(self, asked: Sequence[DetectorSpec]) -> dict:
        parts = [_rows([self._detector(spec, ()) for spec in asked], self.lines, leave_out=False)]
        if any(DETECTORS[spec.name].declared for spec in asked):
            for chosen, lines in _blocks(self.lines):
                own = [self._detector(spec, chosen) for spec in asked]
                parts.append(_rows(own, lines, leave_out=False, expected=chosen, unexpected=UNEXPECTED))
        fitted = _fitted(_joined([rows for rows, _, _ in parts]), *parts[0][1:])
        fitted["detectors"][evidence.ANY] = fitted["detectors"]["fasttext"]
        return fitted

    def _detector(self, spec: DetectorSpec, chosen: tuple[str, ...]) -> Detector:
        kind = DETECTORS[spec.name]
        languages = (chosen or every()) if kind.declared else ()
        key = (spec.name, languages)
        if key not in self._known:
            made = DetectorSpec(spec.name, spec.version, spec.model, spec.share, languages).make()
            self._known[key] = _Remembering(made)
        return self._known[key]


class _Remembering:
    """A detector that is asked once about each text."""

    def __init__(self, made: Detector) -> None:
        self._made = made
        self._said: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self.name, self.share, self.raw_labels, self.tags = made.name, made.share, made.raw_labels, made.tags

    def detect(self, texts: Sequence[str]) -> Votes:
        new = [text for text in dict.fromkeys(texts) if text not in self._said]
        found = self._made.detect(new)
        self._said |= dict(zip(new, zip(found.labels, found.scores, strict=True), strict=True))
        labels, scores = (np.stack(column) for column in zip(*(self._said[text] for text in texts), strict=True))
        return Votes(self.name, self.raw_labels, self.tags, labels, scores)


def every() -> tuple[str, ...]:
    """All languages of lingua's test lines."""
    from core.identification.detectors.lingua import all_tags

    return all_tags()


def _lines(folder: Path) -> language_lines.Lines:
    lines = language_lines.tatoeba(folder, COUNT)
    for kind in language_lines.KINDS:
        lines += language_lines.lingua(folder, kind, fit=True, count=COUNT)
    return lines


def _blocks(lines: language_lines.Lines) -> list[tuple[tuple[str, ...], language_lines.Lines]]:
    """Sets of a few languages, each with lines in these and as many in any language."""
    random = np.random.default_rng(0)
    blocks = []
    for size in SIZES:
        chosen = tuple(sorted(str(tag) for tag in random.choice(every(), size, replace=False)))
        written = {language_lines.scored(tag) for tag in chosen}
        own = [line for line in lines if line[1] in written]
        others = [line for line in lines if line[1] not in written]
        half = min(OF_A_BLOCK, len(own))
        blocks.append((chosen, _drawn(own, half, random) + _drawn(others, half, random)))
    return blocks


def _drawn(lines: language_lines.Lines, count: int, random: np.random.Generator) -> language_lines.Lines:
    return [lines[place] for place in random.choice(len(lines), count, replace=False).tolist()]


def _joined(parts: Sequence[Rows]) -> Rows:
    """The rows of several blocks as one."""
    entries = np.cumsum([0, *(len(one.row) for one in parts)])
    texts = np.cumsum([0, *(len(one.texts) for one in parts)])
    return Rows(
        np.concatenate([one.entries for one in parts]),
        np.concatenate([one.texts for one in parts]),
        np.concatenate([np.where(one.right >= 0, one.right + at, -1) for one, at in zip(parts, entries, strict=False)]),
        np.concatenate([one.row + at for one, at in zip(parts, texts, strict=False)]),
        (np.concatenate([one.prior[0] for one in parts]), np.concatenate([one.prior[1] for one in parts])),
    )


if __name__ == "__main__":
    main()
