"""The likeliest path of a text through the languages, and which of them are worth naming.

Idea: a path collects the evidence of each token in the language it is in, and pays SWITCH for every change (Viterbi,
exact). Languages that hold too little of the text are then taken away and the path is found anew, so that a name or a
quoted word does not make a text mixed.

Invariant: no path can gain more by changing than the best single language loses; where that is under SWITCH, the text
is in one language and no path is looked for. Most texts end there.
"""

import numpy as np
import numpy.typing as npt

from core.identification.mixing.evidence import Floats

Path = npt.NDArray[np.intp]

# Nats. Of 20-45 tried on the first 400 of lingua's lines in each of 13 languages: 8 + 8 words of any two of them come
# out in exactly these two in .959 (30: .970), lines in one language as one in .995 (30: .990).
SWITCH = 36.0
SWITCH_UNDECLARED = 50.0  # among all languages that the model knows
LEAST_WORDS = 3.0  # science.md a5: at least three tokens …
LEAST_SHARE = 0.15  # … and 15 % of them


def could_be_mixed(evidence: Floats, switch: float = SWITCH) -> bool:
    """Whether any path with a change in it can be better than the best single language."""
    return len(evidence) > 1 and float(-evidence.sum(axis=0).max()) > switch


def languages_of(evidence: Floats, weights: Floats, switch: float = SWITCH) -> Path | None:
    """The candidate of each token; None where one language is enough.

    `evidence` has the shape (tokens, candidates), `weights` says how much of a word each token is.
    """
    kept = np.arange(evidence.shape[1])
    while len(kept) > 1 and could_be_mixed(evidence[:, kept], switch):
        path = kept[likeliest(evidence[:, kept], switch)]
        worth = np.bincount(path, weights, minlength=evidence.shape[1])
        enough = np.flatnonzero(worth >= max(LEAST_WORDS, LEAST_SHARE * float(weights.sum())))
        if len(enough) < 2:
            return None
        if set(enough) == set(path.tolist()):
            return path
        kept = enough
    return None


def likeliest(evidence: Floats, switch: float) -> Path:
    """The path with the most evidence less `switch` for each change; shape (tokens,)."""
    tokens, candidates = evidence.shape
    same = np.arange(candidates)
    before = np.zeros((tokens, candidates), dtype=np.intp)
    total = evidence[0].copy()
    for token in range(1, tokens):
        best = int(total.argmax())
        changed = total[best] - switch
        stays = total >= changed
        before[token] = np.where(stays, same, best)
        total = np.where(stays, total, changed) + evidence[token]
    path = np.empty(tokens, dtype=np.intp)
    path[-1] = total.argmax()
    for token in range(tokens - 1, 0, -1):
        path[token - 1] = before[token, path[token]]
    return path
