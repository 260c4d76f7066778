"""Rows and recipes for the tests of training: three languages, two wordings, two domains."""

from core.training.data import TrainingRow
from core.training.recipe import Recipe

SUBJECTS = ["bus", "soup", "rain", "doctor", "exam", "rent", "match", "train", "phone", "bread", "tax", "song"]
WORDING = {
    "en": {"colloquial": "hey the {} thing is kinda late innit", "formal": "we regret that the {} has been delayed"},
    "de": {"colloquial": "ey das mit {} dauert voll lang", "formal": "wir bedauern die Verzögerung bezüglich {}"},
    "sw": {"colloquial": "aisee {} imechelewa sana bana", "formal": "tunasikitika kuwa {} imecheleweshwa"},
}


def make_rows(languages: tuple[str, ...] = ("en", "de", "sw")) -> list[TrainingRow]:
    """Twelve groups, each in both wordings of each language; 8 train, 2 dev, 2 test groups; two domains."""
    return [
        TrainingRow(
            id=f"{subject}-{tag}-{formality}",
            text=text.format(subject),
            language=tag,
            formality=formality,
            domain="daily life" if number % 2 else "offices",
            split="train" if number < 8 else "dev" if number < 10 else "test",
            group=subject,
        )
        for number, subject in enumerate(SUBJECTS)
        for tag in languages
        for formality, text in WORDING[tag].items()
    ]


def small_recipe(goal: str, **effort: object) -> Recipe:
    """A recipe of a dozen steps with dropout on, so that a wrong random state shows."""
    return Recipe.model_validate({
        "goal": goal, "model": f"tiny-{goal}",
        "method": {"rank": 4, "dropout": 0.2, "layers": 2, "contrast": 0.0},
        "effort": {"epochs": 2, "batch_rows": 8, "max_tokens": 120, "learning_rate": 0.02,
                   "head_learning_rate": 5e-3, **effort},
        "machine": {"threads": 1, "checkpoint_seconds": 1000},
    })  # fmt: skip
