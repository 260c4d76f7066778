"""The contrastive loss: computed here by hand from its formula."""

import math

import pytest
import torch
from training_rows import small_recipe

from core.training.engines.contrast import TEMPERATURE, contrast_losses
from core.training.engines.encoder import EncoderLearner


def test_the_loss_is_that_of_the_paper():
    vectors = torch.tensor([[1.0, 0.0], [0.6, 0.8], [0.0, 2.0]])
    found = contrast_losses(vectors, torch.tensor([0, 0, 1]))
    near, far = math.exp(0.6 / TEMPERATURE), math.exp(0.0)  # cosines of row 0 with rows 1 and 2
    assert found[0].item() == pytest.approx(-math.log(near / (near + far)), rel=1e-4)
    assert found[2].item() == 0  # nobody shares its label


def test_rows_without_label_neither_lose_nor_keep_company():
    vectors = torch.tensor([[1.0, 0.0], [0.6, 0.8], [0.9, 0.1]])
    found = contrast_losses(vectors, torch.tensor([0, 0, -1]))
    assert torch.allclose(found, torch.zeros(3), atol=1e-6)  # alone with its like: nothing to be told apart


def test_drawing_together_lowers_it():
    apart = contrast_losses(torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.7, 0.7]]), torch.tensor([0, 0, 1]))
    together = contrast_losses(torch.tensor([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]]), torch.tensor([0, 0, 1]))
    assert together.mean() < apart.mean()


def test_gradients_are_numbers():
    vectors = torch.randn(4, 3, requires_grad=True)
    contrast_losses(vectors, torch.tensor([0, 1, -1, 2])).sum().backward()
    assert vectors.grad.isfinite().all()


def test_a_recipe_weighs_it(rows, encoder):
    def first_losses(weight):
        recipe = small_recipe("classification")
        method = recipe.method.model_copy(update={"contrast": weight})
        learner = EncoderLearner.open(recipe.model_copy(update={"method": method}), rows, encoder)
        learner.tokenise()
        torch.manual_seed(1)  # the heads are random until they are fitted
        learner.module.heads.linear.apply(lambda part: getattr(part, "reset_parameters", lambda: None)())
        with torch.no_grad():
            return learner.losses(range(8))

    without, once, twice = (first_losses(weight) for weight in (0.0, 1.0, 2.0))
    assert (once - without).sum() > 0
    assert torch.allclose(twice - once, once - without, atol=1e-4)
