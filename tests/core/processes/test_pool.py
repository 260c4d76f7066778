"""Children that work on tables: in order, reported when they fail, gone with their input."""

import json
import subprocess
import sys

import pyarrow as pa
import pytest

from core.processes.pool import ChildFailedError, TablePool
from core.settings import ROOT

CLEANING = "core.cleaning.child"


def tables(count):
    return [pa.table({"text": [f"Text number {place}."], "language": ["en"]}) for place in range(count)]


def test_answers_come_in_order_and_the_children_end_with_the_pool():
    pool = TablePool(CLEANING, b"", what="cleaning", processes=2)
    assert pool.children == []
    found = [table["graphemes"][0].as_py() for table in pool.map(tables(12))]
    children = list(pool.children)
    pool.close()
    assert found == [14] * 10 + [15] * 2
    assert len(children) == 2 and all(child.poll() is not None for child in children)


def test_a_set_up_that_fails_is_reported_in_its_own_words():
    set_up = json.dumps({"expected": [], "use_declared": True, "calibration": None, "detectors": []})
    broken = set_up.replace("[]}", '[{"name": "nobody", "version": "1", "languages": []}]}')
    pool = TablePool("core.identification.child", broken.encode(), what="language detection", processes=1)
    with pytest.raises(ChildFailedError, match="Language detection stopped: There is no detector “nobody”"):
        list(pool.map(tables(1)))
    pool.close()


@pytest.mark.parametrize("module", [CLEANING, "core.identification.child"])
def test_a_child_ends_with_its_input(module):
    done = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, input=b"", capture_output=True, timeout=60, check=True
    )
    assert (done.returncode, done.stdout) == (0, b"")
