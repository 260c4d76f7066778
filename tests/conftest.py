"""Fixtures that every test may use: a fresh workspace, PostgreSQL, the folder of real test data."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("shared machine", deadline=None)  # a busy machine is no failure
hypothesis_settings.load_profile("shared machine")

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FIRST = ("test_demo.py", "test_loop.py", "test_train_killed.py")
"""Files whose single tests take minutes: handed out last, one would keep a lone process busy at the end."""
sys.path.insert(0, str(Path(__file__).resolve().parent))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; the order is otherwise as collected (a stable sort)."""
    rank = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.fixture
def settings(tmp_path: Path, models_folder: Path):
    """Settings of a fresh workspace that starts no worker by itself."""
    from core.settings import Settings

    return Settings(workspace=str(tmp_path / "workspace"), models=models_folder, worker_autostart=False, _env_file=None)


@pytest.fixture
def workspace(settings):
    """A fresh workspace on SQLite."""
    from core.workspace import open_workspace

    opened = open_workspace(settings)
    yield opened
    opened.ledger.dispose()


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """Where model files lie: ISOGLOSS_MODELS, else a cache that survives the run."""
    return Path(os.environ.get("ISOGLOSS_MODELS") or ROOT / "tests" / ".cache" / "models")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a real PostgreSQL server of this test run; skips in words where none can be started."""
    from postgres_server import running_server

    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Folder of the real test data (ISOGLOSS_TEST_DATA)."""
    folder = os.environ.get("ISOGLOSS_TEST_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("ISOGLOSS_TEST_DATA names no folder: the real test data are not on this machine")
    return Path(folder)
