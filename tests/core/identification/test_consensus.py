"""The vote: coverage, scripts, expected and declared languages, doubt. Every status has its test."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from voting import Says

from core.identification.consensus import FLOOR, PLAIN, UNEXPECTED, WIDE_FLOOR, Consensus, Speaker
from core.identification.preparing import prepare
from core.identification.votes import blank

LATIN = "some latin text"


def speaker(detector):
    return Speaker(detector.name, detector.share, detector.tags)


def decide(detectors, said, *, text=LATIN, expected=(), declared=None, use_declared=True):
    """(language, score, status) of one text; `said` is a dict of votes for each detector."""
    consensus = Consensus(tuple(map(speaker, detectors)), tuple(expected), use_declared)
    votes = [detector.votes(one) for detector, one in zip(detectors, said, strict=True)]
    made = consensus.decide(prepare([text]), votes, [declared])
    return made.language[0].as_py(), round(float(made.score[0]), 4), made.status[0].as_py()


def test_one_detector_is_believed(wide):
    assert decide([wide], [{"en": 0.9, "fr": 0.05}]) == ("en", 0.9, "identified")


def test_two_detectors_weigh_their_shares_inside_the_languages_both_know(wide, narrow):
    assert decide([wide, narrow], [{"en": 0.6, "fr": 0.4}, {"fr": 1.0}]) == ("fr", 0.64, "identified")


def test_a_detector_has_no_say_on_a_language_it_cannot_say(wide, narrow):
    alone = decide([wide], [{"yo": 0.6, "pt": 0.2, "en": 0.2}])
    assert alone == ("yo", 0.6, "identified")
    language, score, status = decide([wide, narrow], [{"yo": 0.6, "pt": 0.2, "en": 0.2}, {"pt": 1.0}])
    assert (language, score, status) == ("yo", 0.6, "identified")


def test_a_detector_that_found_nothing_weakens_nobody(wide, narrow):
    assert decide([wide, narrow], [{"en": 0.9}, {}]) == ("en", 0.9, "identified")


def test_the_order_in_which_detectors_are_named_does_not_matter(wide, narrow):
    said = [{"en": 0.6, "fr": 0.4}, {"fr": 1.0}]
    assert decide([wide, narrow], said) == decide([narrow, wide], said[::-1])


def test_expected_languages_win_over_weak_evidence_for_others(wide):
    votes = [{"fr": 0.5, "pt": 0.3}]
    assert decide([wide], votes)[0] == "fr"
    language, score, status = decide([wide], votes, expected=["pt"])
    assert (language, status) == ("pt", "identified")
    assert score == round(0.3 / (0.3 + UNEXPECTED * (0.5 + 0.2)), 4)


def test_a_text_plainly_in_another_language_comes_out_as_that_language(wide):
    assert decide([wide], [{"fr": 0.97, "pt": 0.01}], expected=["pt"])[::2] == ("fr", "identified")


def test_an_unexpected_language_without_plain_evidence_is_doubt(wide):
    votes = [{"fr": 0.45}]
    assert decide([wide], votes)[::2] == ("fr", "identified")
    assert decide([wide], votes, expected=["pt"])[::2] == (None, "unsure")
    assert FLOOR < 0.45 < PLAIN


def test_evidence_under_the_floor_is_doubt(wide):
    assert decide([wide], [{"en": 0.29, "fr": 0.2}]) == (None, 0.29, "unsure")
    assert decide([wide], [{}]) == (None, 0.0, "unsure")


def test_where_an_unsayable_language_is_expected_the_floor_is_higher(wide):
    votes = [{"en": 0.5}]
    assert decide([wide], votes, expected=["en"])[2] == "identified"
    strict = Consensus((speaker(wide),), ("en", "wo"))
    assert set(strict.floors.tolist()) == {np.float32(WIDE_FLOOR)}


def test_a_declared_language_that_nobody_can_say_is_unsupported_and_never_guessed(wide, narrow):
    assert decide([wide, narrow], [{"en": 0.99}, {"en": 1.0}], declared="kmb") == (None, 0.0, "unsupported")
    assert decide([narrow], [{"en": 1.0}], declared="yo") == (None, 0.0, "unsupported")
    assert decide([wide], [{"en": 0.2, "yo": 0.1}], declared="yo")[2] == "identified"


def test_the_declared_language_is_evidence_unless_switched_off(wide):
    votes = [{"pt": 0.5, "yo": 0.2}]
    assert decide([wide], votes, declared="yo")[0] == "yo"
    assert decide([wide], votes, declared="yo", use_declared=False)[0] == "pt"
    assert decide([wide], [{"pt": 0.97, "yo": 0.01}], declared="yo")[0] == "pt"


def test_a_language_that_is_not_written_so_is_vetoed(wide):
    assert decide([wide], [{"am": 0.8, "en": 0.1}])[0] is None
    assert decide([wide], [{"am": 0.8, "en": 0.1}], text="ሰላም ነው እንዴት")[::2] == ("am", "identified")
    assert decide([wide], [{"en": 0.8, "am": 0.15}], text="ሰላም ነው እንዴት ok")[0] is None


def test_a_text_of_two_scripts_may_be_in_either(wide):
    assert decide([wide], [{"en": 0.8}], text="ሰላም hello there")[0] == "en"


def test_without_letters_there_is_no_language(wide):
    assert decide([wide], [{"en": 0.99}], text="123 …") == (None, 0.0, "no_text")
    assert decide([wide], [{}], text="", declared="kmb") == (None, 0.0, "no_text")


@pytest.mark.parametrize(("text", "language"), [("漢字漢字漢字漢字", None), ("漢字かな", "ja"), ("漢字", "ja")])
def test_japanese_of_some_length_has_kana(text, language):
    detector = Says("one", ("ja", "zh"))
    assert decide([detector], [{"ja": 0.8}], text=text)[0] == language


def test_a_general_label_is_written_as_the_one_expected_variety():
    detector = Says("one", ("hbs", "hr", "no", "pt", "sr"))
    assert decide([detector], [{"pt": 0.9}], expected=["pt-BR"])[0] == "pt-BR"
    assert decide([detector], [{"no": 0.9}], expected=["nb"])[0] == "nb"
    assert decide([detector], [{"pt": 0.9}], expected=["pt-BR", "pt-PT"])[0] == "pt"
    assert decide([detector], [{"pt": 0.9}], expected=["pt-BR", "pt-PT"], declared="pt-PT")[0] == "pt-PT"


def test_a_group_label_counts_for_the_expected_member_with_most_evidence():
    detector = Says("one", ("hbs", "hr", "sr"))
    assert decide([detector], [{"hbs": 0.6, "sr": 0.2, "hr": 0.1}], expected=["hr", "sr"])[:2] == ("sr", 0.8743)
    assert decide([detector], [{"hbs": 0.6, "hr": 0.1}])[0] == "hbs"


def test_no_rows_are_no_decisions(wide):
    made = Consensus((speaker(wide),)).decide(prepare([]), [blank("wide", wide.raw_labels, wide.tags, 0)], [])
    assert (len(made.language), len(made.score), len(made.status)) == (0, 0, 0)


SCORES = st.dictionaries(st.sampled_from(["am", "en", "fr", "pt", "yo"]), st.floats(0.01, 1), max_size=5)


@settings(deadline=None)
@given(st.lists(st.tuples(SCORES, SCORES, st.sampled_from([None, "yo", "kmb", "pt-BR"])), min_size=1, max_size=8))
def test_a_row_is_decided_alike_alone_and_among_others(rows):
    wide, narrow = Says("wide", ("am", "en", "fr", "pt", "yo"), 3), Says("narrow", ("en", "fr", "pt"), 2)
    consensus = Consensus((speaker(wide), speaker(narrow)), ("pt-BR", "yo", "am"))

    def outcome(chosen):
        votes = [wide.votes(*(row[0] for row in chosen)), narrow.votes(*(fitting(row[1]) for row in chosen))]
        made_up = consensus.decide(prepare([LATIN] * len(chosen)), votes, [row[2] for row in chosen])
        return list(zip(made_up.language.to_pylist(), made_up.score.tolist(), made_up.status.to_pylist(), strict=True))

    together = outcome(rows)
    assert together == [outcome([row])[0] for row in rows]
    assert all(0 <= score <= 1 for _, score, _ in together)
    assert all((language is None) == (status != "identified") for language, _, status in together)


def fitting(said):
    return {tag: score for tag, score in said.items() if tag in ("en", "fr", "pt")}
