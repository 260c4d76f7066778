"""BLEU and chrF++ by sacrebleu, with the tokenizer that fits the language, and sacrebleu's own signature and interval.

The default tokenizer splits at white space and gives Chinese, Japanese or Thai sentences that are almost right a score
of zero. Tokenizers that would download a model are not used; scripts without spaces and without a tokenizer of their
own are cut into characters (`char`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.languages import script

TOKENIZERS = {"zh": "zh", "yue": "zh", "ja": "ja-mecab", "ko": "ko-mecab"}
UNSPACED_SCRIPTS = frozenset({"Thai", "Laoo", "Khmr", "Mymr", "Tibt", "Hani", "Hans", "Hant"})


@dataclass(frozen=True, slots=True)
class GenerationScore:
    """A corpus score with its bootstrap interval (None below two sentences) and sacrebleu's signature."""

    value: float
    low: float | None
    high: float | None
    signature: str


def bleu_tokenizer(tag: str | None) -> str:
    """sacrebleu's tokenizer for a language."""
    if tag is None:
        return "13a"
    base = tag.split("-")[0]
    if base in TOKENIZERS:
        return TOKENIZERS[base]
    return "char" if script(tag) in UNSPACED_SCRIPTS else "13a"


def bleu(hypotheses: Sequence[str], references: Sequence[str], tag: str | None) -> GenerationScore:
    """Corpus BLEU (Papineni et al. 2002) of one reference each."""
    from sacrebleu.metrics.bleu import BLEU

    return _scored(BLEU(tokenize=bleu_tokenizer(tag)), hypotheses, references)


def chrf(hypotheses: Sequence[str], references: Sequence[str]) -> GenerationScore:
    """Corpus chrF++ (Popović 2017: character 6-grams with word bigrams) of one reference each."""
    from sacrebleu.metrics.chrf import CHRF

    class PlainFloats(CHRF):
        """Resamples score 0.0 or a numpy float32, and the mean that sacrebleu takes of both kinds raises TypeError."""

        def _compute_f_score(self, statistics: list[int]) -> float:
            return float(super()._compute_f_score(statistics))

    return _scored(PlainFloats(word_order=2), hypotheses, references)


def _scored(metric: object, hypotheses: Sequence[str], references: Sequence[str]) -> GenerationScore:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    assert isinstance(metric, (BLEU, CHRF))
    if len(hypotheses) < 2:
        score = metric.corpus_score(list(hypotheses), [list(references)])
        return GenerationScore(score.score, None, None, str(metric.get_signature()))
    score = metric.corpus_score(list(hypotheses), [list(references)], n_bootstrap=1000)
    mean, half = float(score._mean), float(score._ci)  # what sacrebleu itself prints as μ ± interval
    return GenerationScore(score.score, mean - half, mean + half, str(metric.get_signature()))
