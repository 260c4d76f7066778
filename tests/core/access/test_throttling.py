"""Guesses are slowed down, honest people hardly."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from core.access import sign_in, throttling
from core.access.errors import SignInFailedError, TooManyAttemptsError
from core.access.throttling import ADDRESS, NAME_AND_ADDRESS
from core.ledger import attempts

PASSWORD = "maji baridi sana"


@pytest.fixture(autouse=True)
def quick_verifying(workspace, wanjiru, monkeypatch):
    """Argon2 is slow on purpose, and not what is tested here."""
    monkeypatch.setattr(
        workspace.ledger.accounts,
        "verify",
        lambda name, given: wanjiru if (name, given) == ("Wanjirũ", PASSWORD) else None,
    )


def fail(workspace, name="Wanjirũ", client="10.0.0.1"):
    with pytest.raises(SignInFailedError):
        sign_in(workspace, name, "wrong", client)


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """A clock that stands still, and a function that moves it on by some seconds."""
    moment = [datetime.now(UTC)]
    for module in (throttling, attempts):
        monkeypatch.setattr(module, "now", lambda: moment[0])

    def move(seconds):
        moment[0] += timedelta(seconds=seconds)

    return move


def test_after_some_failures_even_the_right_password_waits_and_ever_longer(workspace, later):
    for _ in range(NAME_AND_ADDRESS):
        fail(workspace)
    waits = []
    for _ in range(8):
        with pytest.raises(TooManyAttemptsError, match="Try again in") as slowed:
            sign_in(workspace, "Wanjirũ", PASSWORD, "10.0.0.1")
        waits.append(int(slowed.value.hint.split()[3]))
        later(waits[-1])
        fail(workspace)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert sign_in(workspace, "Wanjirũ", PASSWORD, "10.0.0.2")  # somebody else's guesses do not lock her out


def test_one_password_on_many_names_is_slowed_down_too(workspace):
    for number in range(ADDRESS):
        fail(workspace, name=f"Name {number}")
    with pytest.raises(TooManyAttemptsError):
        sign_in(workspace, "Name 99", "wrong", "10.0.0.1")


def test_signing_in_starts_the_count_again_and_time_forgets(workspace, later):
    for _ in range(3):
        for _ in range(NAME_AND_ADDRESS - 1):
            fail(workspace)
        sign_in(workspace, "Wanjirũ", PASSWORD, "10.0.0.1")
    for _ in range(NAME_AND_ADDRESS):
        fail(workspace)
    later(16 * 60)
    assert sign_in(workspace, "Wanjirũ", PASSWORD, "10.0.0.1")


def test_many_guesses_at_once_are_no_way_round(workspace):
    outcomes: list[type[Exception]] = []

    def guess() -> None:
        try:
            sign_in(workspace, "Wanjirũ", "wrong", "10.0.0.1")
        except (SignInFailedError, TooManyAttemptsError) as error:
            outcomes.append(type(error))

    for _ in range(4):
        threads = [threading.Thread(target=guess) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(outcomes) == 40
    assert outcomes.count(SignInFailedError) < 40 - 20
