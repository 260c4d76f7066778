import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cleaning.differing import Change, differences, is_unseen, unseen_name


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_parts_make_both_texts(before, after):
    parts = differences(before, after)
    assert "".join(part.text for part in parts if part.change is not Change.NEW) == before
    assert "".join(part.text for part in parts if part.change is not Change.GONE) == after


def test_only_what_differs_is_marked():
    changed = [part for part in differences("cafÃ© noir", "café noir") if part.change is not Change.SAME]
    assert [(part.change, part.text) for part in changed] == [(Change.GONE, "Ã©"), (Change.NEW, "é")]


def test_text_that_repeats_itself_differs_where_it_does():
    changed = [
        part for part in differences("It will  not  It will not  ", "It will not It will not") if part.change != "same"
    ]
    assert [part.change for part in changed] == [Change.GONE] * 3
    assert {part.text for part in changed} <= {" ", "  "}


@pytest.mark.parametrize(
    ("character", "name"), [("\u200b", "ZERO WIDTH SPACE"), ("\x07", "U+0007"), ("\u00a0", "NO-BREAK SPACE")]
)
def test_what_is_not_seen_has_a_name(character, name):
    assert is_unseen(character) and unseen_name(character) == name
    assert not is_unseen(" ") and not is_unseen("a")
