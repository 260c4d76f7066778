"""Labels that the program itself asks for: no scheme of the annotation card, but events, undone and folded like others.

Both lie in the column `labels` beside the schemes of the project, and the verdict or the text given out follows from
them: `language_check` (“is this Yoruba?”) and `given_text` (the original or the normalised text of one segment).
"""

LANGUAGE_CHECK = "language_check"
NO = "no"

GIVEN_TEXT = "given_text"
ORIGINAL, NORMALISED = "original", "normalised"


def checked(answer: str, asked: str | None) -> str:
    """What `labels` holds of an answer: it means nothing without the language asked about (“no yo”)."""
    return f"{answer} {asked}" if asked else answer
