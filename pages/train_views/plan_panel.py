"""The plan before anything starts: what it takes, what is learnt from, the first batch, the recipe to copy."""

import pandas as pd
import streamlit as st

from core.balancing.manifest import Contents
from core.jobs.workflows.plan import PlanReport
from core.records import Project
from core.training.plan import Plan
from core.training.recipe import format_recipe
from pages.balance_views.names import language_name, short
from pages.shared.feedback import explain
from pages.shared.texts import show_text
from pages.shared.words import _, duration, many, mark, number, percent

REASONS = {
    "language_left_out": mark("in a language that is left out"),
    "without_label": mark("without a tag to learn"),
    "neither_formal_nor_colloquial": mark("tagged neither colloquial nor formal"),
    "without_counterpart": mark("without the other wording"),
    "several_wordings": mark("with several wordings of one kind, so that no pair is clear"),
}
UNUSED = "rows teach nothing"  # such notes are said per reason, in a linguist's words, under the table
STEP = mark(
    "One change of the weights, after looking at a handful of rows. A pass (epoch) is when every row of a language has "
    "been looked at once."
)


def draw_plan(project: Project, report: PlanReport, contents: Contents) -> None:
    """Everything of the plan, the most important first."""
    plan = report.plan
    _figures(plan)
    warnings = [*_not_learnt(report, contents), *(item for item in plan.warnings if UNUSED not in item)]
    if warnings:
        st.warning("\n".join(f"- {warning}" for warning in warnings))
    _rows(plan)
    _sample(plan)
    with st.expander(_("The recipe, to copy"), icon=":material/receipt_long:"):
        st.markdown(_("The same training from the command line: save this as `recipe.yaml`, then run the line below."))
        st.code(format_recipe(report.recipe), language="yaml")
        st.code(f"python -m core train recipe.yaml --project {project.id}", language="bash")


def start_label(plan: Plan) -> str:
    """What the button says."""
    return _("Start training, about {time}").format(time=duration(plan.seconds))


def _not_learnt(report: PlanReport, contents: Contents) -> list[str]:
    """Languages that have rows, are not left out, and yet give no example."""
    there = {tag for tag, splits in contents.languages.items() if splits.get("train")}
    missing = sorted(there - set(report.plan.rows) - set(report.recipe.data.left_out))
    if not missing:
        return []
    words = _("No example is left of {names}: see below why. Under “More choices” longer texts can be allowed.")
    return [words.format(names=", ".join(language_name(tag) for tag in missing))]


def _figures(plan: Plan) -> None:
    boxes = st.columns(4)
    boxes[0].metric(_("Steps"), number(plan.steps), border=True)
    boxes[1].metric(_("Time for the steps"), duration(plan.seconds), border=True)
    boxes[2].metric(_("Memory"), _("{n} GB").format(n=number(plan.memory_bytes / 1e9, 1)), border=True)
    boxes[3].metric(_("Weights trained"), short(plan.trainable), border=True)
    left, right = st.columns([5, 2], vertical_alignment="center")
    share = _("{share} of the model's {total} weights are trained").format(
        share=percent(plan.trainable / plan.parameters, 2), total=short(plan.parameters)
    )
    disk = _("{n} MB on disk").format(n=number(plan.disk_bytes / 1e6))
    threads = many(plan.threads, "{n} thread", "{n} threads")
    more = _("measuring before and after takes some more minutes")
    left.markdown(f"{share}; {disk}; {threads}; {more}.")
    with right:
        explain(_("Step and pass"), _(STEP))


def _rows(plan: Plan) -> None:
    st.subheader(_("Rows and passes per language"))
    ordered = sorted(plan.rows, key=lambda tag: (-plan.rows[tag], tag))
    table = pd.DataFrame(
        {
            _("Language"): [language_name(tag) for tag in ordered],
            _("Examples"): [plan.rows[tag] for tag in ordered],
            _("Passes"): [round(plan.epochs.get(tag, 0), 2) for tag in ordered],
        }
    )
    st.dataframe(table, hide_index=True, height="content" if len(table) <= 30 else "auto")
    total = sum(plan.rows.values())
    words = many(total, "{n} example in all.", "{n} examples in all.")
    for reason, n in sorted(plan.left_out.items(), key=lambda item: -item[1]):
        words += " " + _("Not used: {n} {reason}.").format(n=number(n), reason=_reason(reason))
    st.caption(words)


def _reason(reason: str) -> str:
    if reason.startswith("longer_than_"):
        limit, tag = reason.removeprefix("longer_than_").split("_tokens:")
        return _("longer than {n} tokens ({language})").format(n=limit, language=language_name(tag))
    return _(REASONS.get(reason, reason.replace("_", " ")))


def _sample(plan: Plan) -> None:
    with st.expander(_("The first batch, as the model sees it"), icon=":material/visibility:"):
        for item in plan.sample:
            show_text(item.text, None, _("is to learn: {learnt}").format(learnt=item.learnt), small=True)
