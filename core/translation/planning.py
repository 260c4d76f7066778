"""What a translation would give, before anything is stored: how many segments, how long, how many would fail.

A few real segments are translated and checked; what is said of all of them is taken from those. The share that fails
carries its interval (Wilson, 95 %), since few were tried.
"""

import math
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import InvalidInputError
from core.translation import speeds
from core.translation.choosing import Chosen, chosen
from core.translation.engines import EngineCard, engine_called, surroundings
from core.translation.options import TranslationChoice
from core.translation.routes import Route, make_route
from core.translation.translating import Made, Session, identifier_for

if TYPE_CHECKING:
    from core.workspace import Workspace

TRIED = 24
TRY_SECONDS = 15.0  # a slow engine is tried on fewer
BATCH = 4
Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class TranslationPlan:
    """What was found. `count` segments would be translated of `available` (`held_out` more are kept for testing and are
    passed over); `failing` is how many are expected to fail
    a check, between `failing_low` and `failing_high`; `checks` how often each failed among the `tried`."""

    choice: TranslationChoice
    count: int
    available: int
    held_out: int
    tried: tuple[Made, ...]
    seconds_each: float
    failing: int
    failing_low: int
    failing_high: int
    checks: dict[str, int]
    cards: tuple[EngineCard, ...]
    route: str
    version: str

    @property
    def seconds(self) -> float:
        """How long all of it may take."""
        return self.seconds_each * self.count

    @property
    def sends_to(self) -> tuple[str, ...]:
        """Hosts that the texts would be sent to."""
        return tuple(dict.fromkeys(card.sends_to for card in self.cards if card.sends_to))


def route_of(ws: "Workspace", choice: TranslationChoice) -> Route:
    """The route of a choice. Raises NotFoundError (engine), InvalidInputError (no such pair)."""
    around = surroundings(ws)
    engine = engine_called(around, choice.engine)
    second = engine_called(around, choice.second_engine) if choice.second_engine else None
    return make_route(engine, choice.source, choice.target, via=choice.via, second=second)


def plan_translation(
    ws: "Workspace", project_id: str, choice: TranslationChoice, *, tried: int = TRIED
) -> TranslationPlan:
    """Try a few segments. Texts of a service leave this machine already here: whoever calls has said so.

    Raises InvalidInputError where nothing is to be translated or the pair is missing, and what the engine raises.
    """
    route = route_of(ws, choice)
    project = ws.ledger.projects.get(project_id)
    with ws.snapshot(project_id) as snapshot:
        found = chosen(ws, project_id, snapshot, choice)
        parents = snapshot.rows(found.ids[:tried])
    if not found.ids:
        raise InvalidInputError(
            f"No kept segment in {choice.source} waits to be translated into {choice.target}.",
            hint="Choose another language, formality or domain, or translate some again.",
        )
    made: list[Made] = []
    with Session(route, choice.limits, identifier_for(ws, project.detectors, route)) as session:
        session.outputs([parents[0].segment.text])  # loads what must be loaded, so that it is not counted
        session.seconds, session.segments = 0.0, 0
        begun = time.monotonic()
        while len(made) < len(parents) and (not made or time.monotonic() - begun < TRY_SECONDS):
            made += session.make(parents[len(made) : len(made) + BATCH])
    speeds.record(ws.folder, route.key, session.segments, session.seconds)
    return _plan(choice, route, found, made, session.seconds / len(made))


def _plan(choice: TranslationChoice, route: Route, found: Chosen, made: list[Made], each: float) -> TranslationPlan:
    bad = sum(1 for one in made if one.failed or one.refused)
    low, high = interval(bad, len(made))
    checks = Counter(check for one in made for check in (one.failed or ((one.refused,) if one.refused else ())))
    return TranslationPlan(
        choice=choice,
        count=len(found.ids),
        available=found.available,
        held_out=found.held_out,
        tried=tuple(made),
        seconds_each=each,
        failing=round(len(found.ids) * bad / len(made)),
        failing_low=math.floor(len(found.ids) * low),
        failing_high=math.ceil(len(found.ids) * high),
        checks=dict(checks.most_common()),
        cards=tuple(route.cards()),
        route=route.key,
        version=route.version,
    )


def interval(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval (1927) of a share."""
    if not n:
        return 0.0, 1.0
    share, square = hits / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)
