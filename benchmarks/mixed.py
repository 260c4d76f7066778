"""Mixed language: composed mixes with known spans, texts in one language, and real code-switched tweets.

Composed: the first eight words of a line and the first eight of a line in another language, 10 pairs × 30 with 13
declared languages (the set of science: a window of five words moved over py3langid, beside it in the same run), and all
78 pairs. The method's two constants were chosen on the first 400 lines of each language; the lines here come after
them, and Tatoeba's were never looked at. Lines are as they are: some hold names, titles or whole clauses in another
language, and count as errors.

Real: AfriSenti's tweets have no gold spans. What is reported is how many of them are said to switch, and to what: a
description, not a score.
"""

import itertools
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reporting import Result
from core.identification.mixing import evidence
from core.identification.mixing.finding import Mixing
from core.identification.mixing.spans import Span
from core.identification.preparing import prepare
from core.settings import Settings

DECLARED = ("ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sw", "tr", "yo")
TATOEBA = {"ar": "ara", "de": "deu", "es": "spa", "fr": "fra", "it": "ita", "nl": "nld", "pl": "pol", "pt": "por"}
TATOEBA |= {"ru": "rus", "tr": "tur"}
WORDS = 8
PAIRS, EACH = 10, 30
SEEN = 400  # lines of each language that the constants were chosen on
SEED = 20260101
WINDOW = 5
TWEETS = 2_000
REAL = {
    "pcm": ("pcm", ("en", "ha", "ig", "pcm", "yo")),
    "ma": ("ary", ("ar", "ary", "en", "es", "fr")),
    "dz": ("ar", ("ar", "en", "fr")),
}

Mix = tuple[str, int, tuple[str, str]]  # text, where the second language begins, both languages


def run() -> Result:
    """Figures on composed and real text."""
    folder = Settings().test_data
    if folder is None:
        raise SystemExit("ISOGLOSS_TEST_DATA names no folder: this benchmark needs the real test data.")
    drawn = random.Random(SEED)
    mixing = Mixing(DECLARED)
    lingua = {tag: _lines(Path(folder) / f"lingua-testdata/sentences/{tag}.txt", SEEN) for tag in DECLARED}
    pairs = drawn.sample(list(itertools.combinations(DECLARED, 2)), PAIRS)
    mixes = list(_mixes(drawn, lingua, pairs, EACH))
    figures: dict[str, float | int | str] = {f"composed_{key}": value for key, value in _scores(mixing, mixes).items()}
    everything = list(_mixes(drawn, lingua, list(itertools.combinations(DECLARED, 2)), 10))
    figures |= {f"all_pairs_{key}": value for key, value in _scores(mixing, everything).items()}
    single = [(line, tag) for tag in DECLARED for line in drawn.sample(lingua[tag], min(100, len(lingua[tag])))]
    figures["one_language_kept_single"] = _single(mixing, single)
    figures |= _tatoeba(Path(folder), drawn, mixing)
    figures["undeclared_composed_exact"] = _scores(Mixing(), mixes)["exact"]
    figures["undeclared_one_language_kept_single"] = _single(Mixing(), single)
    figures["texts_per_second_and_core"] = _rate(mixing, single)
    for name, (language, declared) in REAL.items():
        figures |= _real(Path(folder) / f"afrisenti/{name}_train.tsv", name, language, Mixing(declared))
    window = _window(mixes, single)
    ratio = {"composed_exact_to_window": float(figures["composed_exact"]) / window["composed_exact"]}
    return Result(figures, {"py3langid, a window of five words": window}, ratio)


def _lines(path: Path, skipped: int) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()[skipped:]
    return [line for line in lines if len(_words(line)) >= WORDS]


def _words(line: str) -> list[str]:
    """The words of a line that have a letter."""
    return [word for word in line.split() if any(map(str.isalpha, word))]


def _mixes(
    drawn: random.Random, lines: dict[str, list[str]], pairs: Sequence[tuple[str, str]], each: int
) -> Iterator[Mix]:
    for pair in pairs:
        for _ in range(each):
            first, second = drawn.sample(pair, 2)
            head = " ".join(_words(drawn.choice(lines[first]))[:WORDS])
            tail = " ".join(_words(drawn.choice(lines[second]))[:WORDS])
            yield f"{head} {tail}", len(head) + 1, (first, second)


def _spans(mixing: Mixing, texts: Sequence[str], languages: Sequence[str | None]) -> dict[int, tuple[Span, ...]]:
    return mixing.spans(texts, prepare(texts).texts, languages)


def _scores(mixing: Mixing, mixes: Sequence[Mix]) -> dict[str, float]:
    """exact: both languages and no other; span F1: start, end and language right; character F1: over code points."""
    found = _spans(mixing, [text for text, _cut, _pair in mixes], [pair[0] for _text, _cut, pair in mixes])
    exact = hits = named = right = total = 0
    for place, (text, cut, pair) in enumerate(mixes):
        spans = found.get(place) or (Span(0, len(text), pair[0], 1),)
        gold = {(0, cut, pair[0]), (cut, len(text), pair[1])}
        exact += {span.language for span in spans} == set(pair)
        hits += len(gold & {(span.start, span.end, span.language) for span in spans})
        named += len(spans)
        for start, end, tag in gold:
            right += sum(max(0, min(end, one.end) - max(start, one.start)) for one in spans if one.language == tag)
        total += len(text)
    precision, recall = hits / named, hits / (2 * len(mixes))
    return {
        "exact": exact / len(mixes),
        "span_f1": 2 * precision * recall / (precision + recall),
        "character_f1": right / total,
    }


def _single(mixing: Mixing, lines: Sequence[tuple[str, str]]) -> float:
    found = _spans(mixing, [line for line, _tag in lines], [tag for _line, tag in lines])
    return 1 - len(found) / len(lines)


def _tatoeba(folder: Path, drawn: random.Random, mixing: Mixing) -> dict[str, float]:
    lines = {tag: _lines(folder / f"tatoeba/tatoeba.{code}-eng.{code}", 0) for tag, code in TATOEBA.items()}
    lines["en"] = _lines(folder / "tatoeba/tatoeba.deu-eng.eng", 0)
    mixes = list(_mixes(drawn, lines, list(itertools.combinations(sorted(lines), 2)), 10))
    single = [(line, tag) for tag, own in lines.items() for line in own[:100]]
    scores = {f"tatoeba_{key}": value for key, value in _scores(mixing, mixes).items()}
    return scores | {"tatoeba_one_language_kept_single": _single(mixing, single)}


def _rate(mixing: Mixing, lines: Sequence[tuple[str, str]]) -> float:
    texts, languages = [line for line, _tag in lines] * 4, [tag for _line, tag in lines] * 4
    copies = prepare(texts).texts
    begin = time.process_time()
    mixing.columns(texts, copies, languages)
    return len(texts) / (time.process_time() - begin)


def _real(path: Path, name: str, language: str, mixing: Mixing) -> dict[str, float | int | str]:
    rows = path.read_text(encoding="utf-8").splitlines()[1 : TWEETS + 1]
    tweets = [row.split("\t")[1] for row in rows]
    found = _spans(mixing, tweets, [language] * len(tweets))
    others = Counter(tag for spans in found.values() for tag in {span.language for span in spans} - {language})
    shares = ", ".join(f"{tag} {n / len(tweets):.3f}" for tag, n in others.most_common(4))
    return {f"real_{name}_share_with_spans": len(found) / len(tweets), f"real_{name}_other_languages": shares}


def _window(mixes: Sequence[Mix], single: Sequence[tuple[str, str]]) -> dict[str, float | int | str]:
    """science.md's a5 method: a window of five words, its language where p ≥ .5, at least 3 words and 15 %."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([evidence.model().nb_classes[column] for column in evidence.candidates(DECLARED).columns])

    def named(text: str) -> set[str]:
        words = prepare([text]).texts[0].split()
        seen: Counter[str] = Counter()
        for place in range(len(words)):
            start = max(0, min(place - WINDOW // 2, len(words) - WINDOW))
            tag, score = model.classify(" ".join(words[start : start + WINDOW]))
            seen[tag] += score >= 0.5
        return {tag for tag, n in seen.items() if n >= max(3, 0.15 * len(words))}

    begin = time.process_time()
    exact = sum(named(text) == set(pair) for text, _cut, pair in mixes) / len(mixes)
    kept = sum(len(named(line)) <= 1 for line, _tag in single) / len(single)
    rate = (len(mixes) + len(single)) / (time.process_time() - begin)
    return {"composed_exact": exact, "one_language_kept_single": kept, "texts_per_second_and_core": rate}
