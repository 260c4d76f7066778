"""The commands of `python -m core`, a file per subject; each has `add_to(app)` and imports its domain when it runs."""
