"""Translate: choose a way into a language, look at a few translations and what they would cost, then start."""

from functools import partial

import streamlit as st

from core.access import require
from core.jobs.submitting import submit
from core.jobs.workflows.translate import TranslateRequest
from core.languages import is_tag, standard_tag
from core.records import Project, Role
from core.tagging import schemes
from core.translation.offers import Offer, offers, targets
from core.translation.options import MOST_SEGMENTS, TranslationChoice
from core.translation.planning import TranslationPlan, plan_translation
from pages.collect_views.translation_plan import draw_plan, language_words
from pages.collect_views.translation_results import draw_engines, draw_last, draw_queue
from pages.shared.feedback import reported_errors
from pages.shared.job_panel import request_key
from pages.shared.words import _, many
from pages.shared.workspace import current_account, get_workspace, is_owner

PLAN_KEY = "translation-plan"
TO, FORMALITY, DOMAIN, COUNT = "translate-to", "translate-formality", "translate-domain", "translate-count"
LEAST_ROUND_TRIP = 40.0  # chrF; real rule-based translations of the sample lie between 41 and 100


def is_asked_for() -> bool:
    """Whether the address leads here, as from a gap on the Balance page."""
    return TO in st.query_params


def draw_translating(project: Project) -> None:
    """Engines, the way, the plan, the last job, and translations that wait for a person."""
    st.markdown(
        _(
            "Machines can translate what you have. Each translation is checked, marked as a machine's, and used for "
            "training only, never for testing. Correct one, and it becomes text by a person."
        )
    )
    with reported_errors():
        offer = _way(project)
        draw_engines(get_workspace())
        if offer is not None:
            choice = _choice(project, offer)
            if _may_try(project, offer) and st.button(
                _("Try a few and plan"), icon=":material/preview:", key="translate-plan"
            ):
                with st.spinner(_("Translating a few segments. Nothing is added yet.")):
                    st.session_state[PLAN_KEY] = plan_translation(get_workspace(), project.id, choice)
            plan = st.session_state.get(PLAN_KEY)
            if isinstance(plan, TranslationPlan) and plan.choice == choice:
                draw_plan(plan)
                _start(project, plan)
        draw_last(project)
        draw_queue(project)


def _way(project: Project) -> Offer | None:
    workspace = get_workspace()
    known = targets(workspace, project.id)
    asked = st.query_params.get(TO, "")
    wanted = standard_tag(asked) if is_tag(asked) else ""
    options = list(dict.fromkeys([*([wanted] if wanted else []), *known]))
    left, right = st.columns(2)
    if not options:
        st.info(_("No engine here translates from a language that you have kept text in. See the engines below."))
        return None
    target = left.selectbox(
        _("Into"), options, options.index(wanted) if wanted else 0, language_words, key="translate-target"
    )
    ways = offers(workspace, project.id, target)
    if not ways:
        right.warning(
            _("No engine here leads into {language} from your text. See below how to get one.").format(
                language=language_words(target)
            )
        )
        return None
    labels = {way.key: _way_words(way) for way in ways}
    key = right.selectbox(_("By"), list(labels), format_func=lambda name: labels[name], key=f"translate-way-{target}")
    return next(way for way in ways if way.key == key)


def _way_words(way: Offer) -> str:
    segments = many(way.segments, "{n} segment", "{n} segments")
    if way.source == way.target:
        words = _("{engine}: other wordings of its own {segments}, through {via}")
    elif way.second is not None:
        words = _("{engine}, then {second}: from {source} through {via}, {segments}")
    elif way.via:
        words = _("{engine}: from {source} through {via}, {segments}")
    else:
        words = _("{engine}: from {source}, {segments}")
    return words.format(
        engine=way.card.title,
        second=way.second.title if way.second else "",
        source=language_words(way.source),
        via=language_words(way.via) if way.via else "",
        segments=segments,
    )


def _choice(project: Project, offer: Offer) -> TranslationChoice:
    columns = st.columns(3)
    values = {}
    in_use = {scheme.id: scheme for scheme in schemes.of_project(get_workspace(), project.id)}
    for place, (scheme, name) in enumerate((("formality", FORMALITY), ("domain", DOMAIN))):
        if scheme in in_use:
            labels = {value.key: value.label for value in in_use[scheme].values}
            asked = st.query_params.get(name, "")
            values[scheme] = columns[place].multiselect(
                _("Only {scheme}").format(scheme=_(in_use[scheme].name).lower()),
                list(labels),
                default=[asked] if asked in labels else [],
                format_func=partial(_label, labels),
                placeholder=_("all of them"),
                key=f"translate-{scheme}",
            )
    asked_for = st.query_params.get(COUNT, "")
    start = min(max(int(asked_for) if asked_for.isdigit() else 400, 1), MOST_SEGMENTS)
    count = columns[2].number_input(_("Segments at most"), 1, MOST_SEGMENTS, start, key="translate-number")
    carry, trip, again = st.columns(3)
    carries = carry.checkbox(
        _("Take over formality and domain"), True, help=_("Until somebody tags the translation."), key="translate-carry"
    )
    round_trip = trip.checkbox(
        _("Check the way back, too"), False, help=_("Takes twice as long."), key="translate-trip"
    )
    repeat = again.checkbox(_("Also those that are translated already"), False, key="translate-again")
    return offer.choice(
        formality=tuple(values.get("formality", ())),
        domains=tuple(values.get("domain", ())),
        count=int(count),
        carry_labels=carries,
        again=repeat,
        limits={"round_trip": LEAST_ROUND_TRIP if round_trip else None},
    )


def _label(labels: dict[str, str], key: str) -> str:
    return _(labels[key])


def _may_try(project: Project, offer: Offer) -> bool:
    """Warnings first; nothing goes to a service before an owner has agreed to it."""
    for warning in dict.fromkeys(card.warning for card in offer.cards if card.warning):
        st.warning(warning, icon=":material/gavel:")
    hosts = list(dict.fromkeys(card.sends_to for card in offer.cards if card.sends_to))
    if not hosts:
        return True
    if not is_owner(project):
        st.caption(_("Only owners of “{name}” send its text to a service.").format(name=project.name))
        return False
    agreed = _("I agree that these texts are sent to {host}, already for the few that are tried.")
    given = [st.checkbox(agreed.format(host=host), key=f"agree-{host}") for host in hosts]  # all of them are shown
    return all(given)


def _start(project: Project, plan: TranslationPlan) -> None:
    label = many(plan.count, "Translate {n} segment", "Translate {n} segments")
    if not st.button(label, type="primary", icon=":material/translate:", key="translate-start"):
        return
    account = current_account()
    require(get_workspace(), account, project.id, Role.OWNER if plan.sends_to else Role.ANNOTATOR)
    submit(
        get_workspace(),
        "translate",
        TranslateRequest(project_id=project.id, choice=plan.choice),
        key=request_key("translate", plan.route, len(get_workspace().ledger.jobs.list(project.id, limit=1000))),
        project_id=project.id,
        account_id=account.id,
        title="Translate",
    )
    st.session_state.pop(PLAN_KEY, None)
    st.rerun()
