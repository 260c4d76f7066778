"""A translation's plan in words, with the few translations that were tried."""

import streamlit as st

from core.corpus.views import CHECKS
from core.languages import name
from core.translation.planning import TranslationPlan
from core.translation.reports import REFUSALS
from core.translation.translating import Made
from pages.shared.feedback import explain
from pages.shared.texts import show_text
from pages.shared.words import _, duration, interface_language, many, mark, number

SHOWN = 4
CHECK_WORDS = {
    "language": mark("came out in another language"),
    "length": mark("much shorter or longer than the original"),
    "copied": mark("copies the original"),
    "unknown_words": mark("too many words left as they were"),
    "round_trip": mark("does not lead back to the original"),
}


def language_words(tag: str) -> str:
    """A language by name and tag."""
    return f"{name(tag, interface_language())} ({tag})"


def check_words(check: str) -> str:
    """A check that failed, or why there is no translation, in words."""
    assert set(CHECK_WORDS) == set(CHECKS)
    return _(CHECK_WORDS.get(check) or REFUSALS.get(check, check))


def draw_plan(plan: TranslationPlan) -> None:
    """What would be done, how long it takes, how many fail; then examples, those that fail first."""
    with st.container(border=True, key="translation-plan-box"):
        st.markdown(f"**{sentence(plan)}**")
        st.caption(_found(plan))
        ordered = sorted(plan.tried, key=lambda made: not (made.failed or made.refused))
        failing = [made for made in ordered if made.failed or made.refused][: SHOWN // 2]
        passing = [made for made in ordered if not (made.failed or made.refused)][: SHOWN - len(failing)]
        for made in [*passing, *failing]:
            _example(made, plan)
        explain(
            _("What is checked"),
            _(
                "Each translation is checked for its language, its length, words copied or left untranslated and, if "
                "you ask for it, whether translating it back gives the original again. Checks find faults of "
                "machines; they do not say that a translation is good."
            ),
        )


def sentence(plan: TranslationPlan) -> str:
    """The plan in one sentence."""
    choice = plan.choice
    chosen = " ".join([_(" or ").join(choice.formality), _(" or ").join(choice.domains)]).replace("_", " ")
    what = many(plan.count, "Translate {n} {chosen} segment", "Translate {n} {chosen} segments", chosen=chosen)
    route = _("from {source} to {target} with {engine}").format(
        source=language_words(choice.source),
        target=language_words(choice.target),
        engine=", ".join(card.title for card in plan.cards),
    )
    via = " " + _("through {via}").format(via=language_words(choice.via)) if choice.via else ""
    cost = _("about {time}, {n} expected to fail the checks").format(
        time=duration(max(1.0, plan.seconds)), n=number(plan.failing)
    )
    return f"{' '.join(what.split())} {route}{via}: {cost}."


def _found(plan: TranslationPlan) -> str:
    parts = [
        _("{tried} were tried; between {low} and {high} of all may fail.").format(
            tried=number(len(plan.tried)), low=number(plan.failing_low), high=number(plan.failing_high)
        )
    ]
    if plan.checks:
        counted = "; ".join(f"{check_words(check)}: {number(n)}" for check, n in plan.checks.items())
        parts.append(_("Among those tried: {checks}.").format(checks=counted))
    parts.append(many(plan.available, "{n} segment waits in all.", "{n} segments wait in all."))
    if plan.held_out:
        parts.append(
            many(
                plan.held_out,
                "{n} more is kept for testing and is not translated.",
                "{n} more are kept for testing and are not translated.",
            )
        )
    parts.append(plan.version)
    return " ".join(parts)


def _example(made: Made, plan: TranslationPlan) -> None:
    left, right = st.columns(2)
    with left:
        show_text(made.parent.segment.text, plan.choice.source, small=True)
    with right:
        reasons = [made.refused] if made.refused else list(made.failed)
        words = "; ".join(check_words(reason) for reason in reasons)
        note = _("Would be left out: {reasons}").format(reasons=words) if words else _("passes all checks")
        show_text(made.output.text, plan.choice.target, note, small=True)
