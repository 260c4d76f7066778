"""The vote: coverage, scripts, expected and declared languages, doubt. Every status has its test."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from voting import Says

from core.identification import consensus
from core.identification.candidates import Speaker
from core.identification.consensus import FLOOR, NAMED, PLAIN, UNEXPECTED, WIDE_FLOOR, Consensus
from core.identification.preparing import prepare
from core.identification.votes import blank

LATIN = "some latin text"
LONG = "some latin text that goes on for a while so that its length alone is no reason for doubt"


def speaker(detector):
    return Speaker(detector.name, detector.share, detector.tags)


def decide(detectors, said, *, text=LATIN, expected=(), declared=None, use_declared=True, only_expected=False):
    """(language, score, status) of one text; `said` is a dict of votes for each detector."""
    speakers = tuple(map(speaker, detectors))
    vote = Consensus(speakers, tuple(expected), use_declared, only_expected=only_expected)
    votes = [detector.votes(one) for detector, one in zip(detectors, said, strict=True)]
    made = vote.decide(prepare([text]), votes, [declared])
    return made.language[0].as_py(), round(float(made.score[0]), 4), made.status[0].as_py()


def test_one_detector_is_believed_the_more_the_surer_it_is(wide):
    sure, doubtful = decide([wide], [{"en": 0.99}]), decide([wide], [{"en": 0.6, "fr": 0.3}])
    assert sure[::2] == doubtful[::2] == ("en", "identified")
    assert sure[1] > 0.9 > doubtful[1]


def test_the_same_word_counts_more_in_a_long_text(wide):
    assert decide([wide], [{"en": 0.9}], text=LONG)[1] > decide([wide], [{"en": 0.9}])[1]


def test_two_detectors_that_agree_are_surer_than_one(wide, narrow):
    alone = decide([wide], [{"en": 0.7, "fr": 0.2}])
    both = decide([wide, narrow], [{"en": 0.7, "fr": 0.2}, {"en": 0.7, "fr": 0.2}])
    assert (alone[0], both[0]) == ("en", "en")
    assert both[1] > alone[1]


def test_two_detectors_weigh_what_both_say(wide, narrow):
    assert decide([wide, narrow], [{"en": 0.6, "fr": 0.4}, {"fr": 1.0}])[::2] == ("fr", "identified")


def test_a_detector_that_cannot_say_a_language_does_not_outvote_the_one_that_can(wide, narrow):
    said = [{"yo": 0.9, "pt": 0.05}, {"pt": 0.6, "en": 0.3}]
    assert decide([wide, narrow], said)[::2] == ("yo", "identified")
    knows, lacks = Says("py3langid", ("en", "fr", "pt", "yo")), Says("py3langid", ("en", "fr", "pt"))
    assert decide([wide, knows], said, text=LONG)[0] == "pt"
    assert decide([wide, lacks], said, text=LONG)[0] == "yo"


def test_the_order_in_which_detectors_are_named_does_not_matter(wide, narrow):
    said = [{"en": 0.6, "fr": 0.4}, {"fr": 1.0}]
    assert decide([wide, narrow], said) == decide([narrow, wide], said[::-1])


def test_expected_languages_win_over_weak_evidence_for_others(wide):
    votes = [{"fr": 0.5, "pt": 0.3}]
    assert decide([wide], votes)[0] == "fr"
    language, score, status = decide([wide], votes, expected=["pt"])
    assert (language, status) == ("pt", "identified")
    assert score > 0.9 > UNEXPECTED


def test_a_text_plainly_in_another_language_comes_out_as_that_language(wide, narrow):
    said = [{"fr": 0.99}, {"fr": 0.99}]
    assert decide([wide, narrow], said, expected=["pt"], text=LONG)[::2] == ("fr", "identified")


def test_an_unexpected_language_without_plain_evidence_is_doubt(wide):
    votes = [{"fr": 0.4}]
    language, score, status = decide([wide], votes)
    assert (language, status) == ("fr", "identified")
    assert decide([wide], votes, expected=["pt"])[::2] == (None, "unsure")
    assert FLOOR < score < PLAIN


def test_where_only_expected_languages_occur_a_stranger_is_taken_for_one_of_them(wide, narrow):
    votes, two = [{"fr": 0.99, "pt": 0.01}, {"fr": 0.99}], [wide, narrow]
    assert decide(two, votes, expected=["am", "pt"], text=LONG)[0] == "fr"
    language, score, status = decide(two, votes, expected=["am", "pt"], text=LONG, only_expected=True)
    assert (language, status) == ("pt", "identified")
    assert score > 0.5
    assert decide(two, votes, text=LONG, only_expected=True)[0] == "fr"  # nothing is expected: nothing is shut out


def test_where_only_expected_languages_occur_one_that_nobody_named_may_come_out(wide, narrow):
    said = [{"fr": 0.5}, {"fr": 0.5}]
    only = decide([wide, narrow], said, expected=["pt"], only_expected=True)
    assert only == ("pt", 1.0, "identified")  # there is no other
    shared = decide([wide, narrow], [{"fr": 0.5}, {}], expected=["am", "pt", "yo"], only_expected=True)
    assert shared[0] in ("pt", "yo")
    assert 0.3 < shared[1] < 0.7


def test_where_only_expected_languages_occur_what_cannot_be_one_is_doubt(wide, narrow, monkeypatch):
    amharic, latin = "ሰላም ነው እንዴት", [{"am": 0.9}, {}]
    assert decide([wide, narrow], latin, text=amharic, expected=["en", "pt"], only_expected=True)[::2] == (
        None,
        "unsure",
    )
    monkeypatch.setattr(consensus, "NEGLIGIBLE", np.float32(0))
    plain = [{"fr": 0.99}, {"fr": 0.99}]
    assert decide([wide, narrow], plain, text=LONG, expected=["pt"], only_expected=True)[::2] == (None, "unsure")
    assert decide([wide], [{"en": 0.9}], text="123", expected=["en"], only_expected=True)[2] == "no_text"
    assert decide([wide], [{"en": 0.9}], expected=["en"], declared="kmb", only_expected=True)[2] == "unsupported"


def test_where_only_expected_languages_occur_a_part_of_one_is_written_for_the_whole():
    knows = Says("broad", ("da", "nb", "nn"))
    assert decide([knows], [{"nb": 0.9}], expected=["da", "no"], only_expected=True)[0] == "no"
    assert decide([knows], [{"nb": 0.9}], expected=["da", "nb", "no"], only_expected=True)[0] == "nb"


def test_evidence_under_the_floor_is_doubt(wide):
    language, score, status = decide([wide], [{"en": 0.29, "fr": 0.2}])
    assert (language, status) == (None, "unsure")
    assert 0 < score < FLOOR
    assert decide([wide], [{}]) == (None, 0.0, "unsure")


def test_where_an_unsayable_language_is_expected_the_floor_is_higher(wide):
    strict = Consensus((speaker(wide),), ("en", "wo"))
    assert set(strict.floors.tolist()) == {np.float32(WIDE_FLOOR)}
    votes = [{"fr": 0.5, "en": 0.1}]
    assert decide([wide], votes, expected=["en", "fr"])[2] == "identified"
    assert decide([wide], [{"fr": 0.5, "pt": 0.45}], expected=["fr", "pt", "wo"])[2] == "unsure"


@pytest.mark.parametrize(
    ("said", "status"), [({"hr": 0.5, "bs": 0.45}, "close"), ({"hr": 0.5, "en": 0.45}, "identified")]
)
def test_a_doubt_between_close_languages_names_the_best_and_is_marked(said, status):
    detector = Says("pycld2", ("bs", "en", "hr"))
    language, score, found = decide([detector], [said], text=LONG)
    assert found == status
    assert language in ("bs", "hr")
    assert score < 0.9


def test_a_detector_that_lacks_a_language_confirms_it_by_a_close_one():
    both = ("en", "id", "ms")
    knows, lacks, denies = Says("py3langid", both), Says("eldc", ("en", "ms")), Says("eldc", both)
    said = [{"id": 0.8, "ms": 0.2}, {"ms": 0.9}]
    confirmed, denied = decide([knows, lacks], said, text=LONG), decide([knows, denies], said, text=LONG)
    assert confirmed[0] == "id"
    assert denied[0] != "id" or denied[1] < confirmed[1]


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


def test_a_group_label_counts_for_the_members_that_others_name():
    detector = Says("one", ("hbs", "hr", "sr"))
    said = [{"hbs": 0.6, "sr": 0.3, "hr": 0.05}]
    assert decide([detector], said, expected=["hr", "sr"])[0] == "sr"
    assert decide([detector], said)[0] == "sr"
    assert decide([Says("one", ("en", "hbs"))], [{"hbs": 0.95}], text=LONG)[0] == "hbs"


def test_no_rows_are_no_decisions(wide):
    made = Consensus((speaker(wide),)).decide(prepare([]), [blank("broad", wide.raw_labels, wide.tags, 0)], [])
    assert (len(made.language), len(made.score), len(made.status)) == (0, 0, 0)


SCORES = st.dictionaries(st.sampled_from(["am", "en", "fr", "pt", "yo"]), st.floats(0.01, 1), max_size=5)


@settings(deadline=None)
@given(st.lists(st.tuples(SCORES, SCORES, st.sampled_from([None, "yo", "kmb", "pt-BR"])), min_size=1, max_size=8))
def test_a_row_is_decided_alike_alone_and_among_others(rows):
    wide, narrow = Says("broad", ("am", "en", "fr", "pt", "yo"), 3), Says("narrow", ("en", "fr", "pt"), 2)
    consensus = Consensus((speaker(wide), speaker(narrow)), ("pt-BR", "yo", "am"))

    def outcome(chosen):
        votes = [wide.votes(*(row[0] for row in chosen)), narrow.votes(*(fitting(row[1]) for row in chosen))]
        made_up = consensus.decide(prepare([LATIN] * len(chosen)), votes, [row[2] for row in chosen])
        return list(zip(made_up.language.to_pylist(), made_up.score.tolist(), made_up.status.to_pylist(), strict=True))

    together = outcome(rows)
    assert together == [outcome([row])[0] for row in rows]
    assert all(0 <= score <= 1 for _, score, _ in together)
    assert all((language is None) == (status not in NAMED) for language, _, status in together)


def fitting(said):
    return {tag: score for tag, score in said.items() if tag in ("en", "fr", "pt")}
