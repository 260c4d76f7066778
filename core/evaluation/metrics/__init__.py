"""The metrics, one file each. A classification metric is a line in CLASSIFICATION, a generation metric in GENERATION.

To add one: write the file with a function of the same shape, add its line, pin it in the tests to a published example.
"""

from core.evaluation.metrics.accuracy import accuracy
from core.evaluation.metrics.macro_f1 import macro_f1

CLASSIFICATION = {"accuracy": accuracy, "macro_f1": macro_f1}
GENERATION = ("bits_per_byte", "chrf++", "bleu")
LOWER_IS_BETTER = frozenset({"bits_per_byte"})
