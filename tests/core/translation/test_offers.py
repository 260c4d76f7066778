"""Ways into a language; two small engines stand for whatever is installed, since only their pairs matter here."""

from dataclasses import dataclass

import pytest

from core.errors import NotFoundError
from core.translation import offers as offering
from core.translation.engines.base import EngineCard, Pair
from core.translation.offers import offers


@dataclass(frozen=True)
class Listed:
    name: str
    ways: tuple[Pair, ...]
    missing: str = ""

    def card(self):
        return EngineCard(self.name, self.name.title(), "rules", "1", "MIT", missing=self.missing)

    def pairs(self):
        return self.ways


def pair(text):
    source, target = text.split(">")
    return Pair(source, target, text)


@pytest.fixture
def installed(monkeypatch):
    def install(**engines):
        made = [Listed(name, tuple(map(pair, ways.split()))) for name, ways in engines.items()]
        monkeypatch.setattr(offering, "engines", lambda around: made)

    return install


def found(ws, project, target):
    return [offer.key for offer in offers(ws, project.id, target)]


def test_a_direct_way_comes_before_a_pivot(workspace, project, installed):
    installed(one="de>en en>ca", two="de>ca")
    keys = found(workspace, project, "ca")
    assert keys.index("two de") < keys.index("one de en")


def test_two_engines_together_lead_where_none_does_alone(workspace, project, installed):
    installed(one="de>eo", two="eo>ca")
    joint = next(offer for offer in offers(workspace, project.id, "ca") if offer.second)
    assert (joint.source, joint.via, [card.name for card in joint.cards]) == ("de", "eo", ["one", "two"])
    choice = joint.choice(count=3)
    assert (choice.engine, choice.second_engine, choice.via, choice.count) == ("one", "two", "eo", 3)


def test_two_engines_are_not_offered_where_one_is_enough(workspace, project, installed):
    installed(one="de>eo eo>ca", two="eo>ca")
    assert found(workspace, project, "ca") == ["one de eo"]


def test_an_engine_that_is_not_there_leads_nowhere(workspace, project, monkeypatch):
    monkeypatch.setattr(offering, "engines", lambda around: [Listed("one", (pair("de>ca"),), missing="not here")])
    assert offers(workspace, project.id, "ca") == []
    with pytest.raises(NotFoundError):
        offers(workspace, "none", "ca")
