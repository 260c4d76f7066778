"""The models out of the packages, for real: fetched once a machine, then they must mean what they say."""

import pytest

from core.models import ModelStore

pytestmark = [pytest.mark.models, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def store(models_folder):
    return ModelStore(models_folder)


def test_the_language_model_knows_languages(store):
    import fasttext

    model = fasttext.load_model(str(store.path("lid.176.ftz")))
    labels, _ = model.predict(["ባቡሩ ዛሬም ዘግይቷል", "どこへ行くんですか"])
    assert [label[0] for label in labels] == ["__label__am", "__label__ja"]


def test_the_encoder_puts_translations_together(store):
    import torch

    from core.models.loading import load_encoder, load_tokenizer

    path = store.path("multilingual-e5-small")
    tokenizer, model = load_tokenizer(path), load_encoder(path)
    texts = ["The train was late again.", "Der Zug hatte wieder Verspätung.", "รถไฟมาสายอีกแล้ว",
             "She bakes bread every Sunday.",
             "Yeye huoka mkate kila Jumapili.", "彼女は毎週日曜日にパンを焼く。"]  # fmt: skip
    batch = tokenizer(["query: " + text for text in texts], padding=True, return_tensors="pt")
    with torch.no_grad():
        hidden = model(**batch).last_hidden_state
    mask = batch["attention_mask"][..., None]
    vectors = torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)
    similarity = vectors @ vectors.T
    similarity.fill_diagonal_(-1)
    assert [int(i) // 3 for i in similarity.argmax(1)] == [0, 0, 0, 1, 1, 1]
    assert sum(p.numel() for p in model.parameters()) == 117_505_920


def test_the_causal_model_speaks_english(store):
    import torch

    from core.models.loading import load_causal, load_tokenizer

    path = store.path("smollm2-135m-instruct")
    tokenizer, model = load_tokenizer(path), load_causal(path)

    def nats(text):
        ids = tokenizer(text, return_tensors="pt")["input_ids"]
        with torch.no_grad():
            return float(model(input_ids=ids, labels=ids).loss)

    assert nats("The capital of France is Paris, and the capital of Germany is Berlin.") < 2.5
    assert nats("The capital of France is Paris") < nats("Paris capital is France of The the")
