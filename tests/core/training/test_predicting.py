"""What evaluation gets: base and tuned from one model, in the order asked, the same at every call."""

import math

import numpy as np
import pytest
import torch
from training_rows import small_recipe

from core.errors import ConflictError, NotFoundError
from core.models.loading import load_causal, load_encoder, load_tokenizer
from core.training.data import pair_rows
from core.training.engines.classifier import Classifier, encode, read_labels
from core.training.engines.prompting import prompt_text
from core.training.predicting import open_classifier, open_rewriter
from core.training.running import train


def silent(stage, done, total, eta):
    pass


@pytest.fixture(scope="module")
def classified(tmp_path_factory, rows, encoder):
    return trained(tmp_path_factory, small_recipe("classification", epochs=8), rows, encoder)


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory, rows, causal):
    return trained(tmp_path_factory, small_recipe("rewriting"), rows, causal)


def trained(tmp_path_factory, recipe, rows, model):
    from core.training.recipe import write_recipe

    folder = tmp_path_factory.mktemp("run")
    write_recipe(folder / "recipe.yaml", recipe)
    assert train(folder, rows, model, silent).finished
    return folder


def test_the_classifier_answers_for_both_systems(classified, encoder, rows):
    classifier = open_classifier(classified, encoder)
    assert classifier.labels == {"formality": ("colloquial", "formal"), "domain": ("daily life", "offices")}
    texts = [row.text for row in rows]
    heard = []
    both = classifier.predict_both(texts, lambda done, total: heard.append((done, total)))
    assert heard[-1] == (2 * len(texts), 2 * len(texts))
    for system in ("base", "tuned"):
        for task in ("formality", "domain"):
            assert both[system].probabilities[task].shape == (len(texts), 2)
            assert np.allclose(both[system].probabilities[task].sum(axis=1), 1, atol=1e-5)
    gold = [row.formality for row in rows]
    right = sum(a == b for a, b in zip(both["tuned"].labels("formality"), gold, strict=True))
    assert right > 0.9 * len(rows)
    again = classifier.predict(texts[::-1], "base")  # after tuned, in another order: the adapter is off again
    assert np.allclose(again.logits["domain"][::-1], both["base"].logits["domain"], atol=1e-4)
    assert not np.allclose(both["tuned"].logits["domain"], both["base"].logits["domain"], atol=1e-2)


def test_the_base_is_the_logistic_regression_on_the_frozen_encoder(classified, encoder, rows):
    """Computed here from scratch: plain encoder, mean pooling at two depths, scikit-learn on standardised vectors."""
    from sklearn.linear_model import LogisticRegression

    tokenizer, plain = load_tokenizer(encoder), load_encoder(encoder)
    model = Classifier(plain, read_labels(classified / "labels.json"))
    texts = [row.text for row in rows]
    vectors = model.pool_all(encode(tokenizer, texts, 120), 0, lambda *_: None).numpy()
    train_rows = np.array([row.split == "train" for row in rows])
    gold = np.array([row.formality for row in rows])
    standard = (vectors - vectors[train_rows].mean(0)) / vectors[train_rows].std(0, ddof=1)
    got = open_classifier(classified, encoder).predict(texts, "base").probabilities["formality"][:, 1]
    fits = []
    for penalty in (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 1.0):
        fitted = LogisticRegression(C=penalty, max_iter=2000).fit(standard[train_rows], gold[train_rows])
        fits.append(float(np.abs(fitted.predict_proba(standard)[:, 1] - got).max()))
    assert min(fits) < 1e-3


def test_no_texts_no_answers(classified, encoder):
    assert open_classifier(classified, encoder).predict([]).labels("domain") == []


def test_bits_are_those_of_the_target_s_own_tokens(rewritten, causal, rows):
    """Computed here token by token without batches, padding or cache."""
    pairs, _ = pair_rows(row for row in rows if row.split == "test")
    rewriter = open_rewriter(rewritten, causal)
    base = rewriter.bits(pairs, "base")
    tokenizer, plain = load_tokenizer(causal), load_causal(causal)
    for pair, found in list(zip(pairs, base, strict=True))[:5]:
        prompt = tokenizer(prompt_text(pair.source, pair.direction), add_special_tokens=False)["input_ids"]
        target = tokenizer(pair.target, add_special_tokens=False)["input_ids"]
        with torch.no_grad():
            scores = plain(input_ids=torch.tensor([prompt + target])).logits[0].log_softmax(-1)
        places = range(len(prompt) - 1, len(prompt) + len(target) - 1)
        nats = -sum(float(scores[place, token]) for place, token in zip(places, target, strict=True))
        assert found.bits == pytest.approx(nats / math.log(2), rel=1e-4)
        assert found.bytes == len(pair.target.encode())
    tuned = rewriter.bits(pairs, "tuned")
    assert sum(item.bits for item in tuned) < sum(item.bits for item in base)
    assert [item.bits for item in rewriter.bits(pairs[::-1], "base")][::-1] == pytest.approx(
        [b.bits for b in base], rel=1e-4
    )


def test_generation_goes_on_from_the_prompt_greedily(rewritten, causal, rows):
    pairs, _ = pair_rows(row for row in rows if row.split == "test")
    rewriter = open_rewriter(rewritten, causal)
    texts = rewriter.generate(pairs[:5], "base", max_new_tokens=6)
    tokenizer, plain = load_tokenizer(causal), load_causal(causal)
    for pair, text in zip(pairs[:5], texts, strict=True):
        ids = tokenizer(prompt_text(pair.source, pair.direction), add_special_tokens=False)["input_ids"]
        written = []
        while len(written) < 6:
            with torch.no_grad():
                best = int(plain(input_ids=torch.tensor([ids + written])).logits[0, -1].argmax())
            if best == tokenizer.eos_token_id:
                break
            written.append(best)
        assert text == tokenizer.decode(written, skip_special_tokens=True).strip()
    assert rewriter.generate(pairs[:5], "tuned", max_new_tokens=6) == rewriter.generate(
        pairs[:5], "tuned", max_new_tokens=6
    )
    assert rewriter.generate([], "tuned") == []


def test_the_wrong_kind_of_run_is_refused(classified, rewritten, encoder, causal, new_run):
    with pytest.raises(ConflictError, match="trained for classification, not for rewriting"):
        open_rewriter(classified, causal)
    with pytest.raises(ConflictError, match="trained for rewriting"):
        open_classifier(rewritten, encoder)
    with pytest.raises(ConflictError, match="no adapter yet"):
        open_rewriter(new_run(small_recipe("rewriting"), "new"), causal)
    with pytest.raises(NotFoundError, match=r"no labels\.json"):
        open_classifier(new_run(small_recipe("classification"), "other"), encoder)
