"""Evaluation: what a model is worth, per language, with intervals, and which texts stand behind each number.

signature     how a number was made; two numbers are compared only where this agrees
metrics/      one file a metric: classification (accuracy, macro-F1), generation (BLEU, chrF++, bits per byte)
resampling    intervals and paired tests, resampling whole situations rather than sentences
predictions   what each system said about each test item, kept as JSONL beside the run
suites/       which items are asked of which systems
scoring       predictions to scores, per language × formality × domain
board         the dashboard's tables, ready to draw
gaps          from a weak cell to a worklist
trying        one typed sentence, base beside tuned
"""
