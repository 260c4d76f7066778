"""Annotators: programs that lease and label by REST as the card does, and one person with a browser and timed keys.

Each takes down every key it sent, whether it was acknowledged, and how long that took.
"""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

AHEAD = 12
ANSWERS = (("formality", "formal"), ("domain", "health"))
TIMING = """() => {
    window.timed = { painted: [], acknowledged: [] };
    const shown = () => document.querySelector('[data-testid=stBidiComponentIsolated]')?.shadowRoot
        .querySelector('article.text')?.textContent;
    addEventListener('keydown', (event) => {
        const before = shown();
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel(); // its message comes after the frame is painted
            const took = () => performance.now() - event.timeStamp;
            port1.onmessage = () => { if (shown() !== before) timed.painted.push(took()); };
            port2.postMessage(0);
        });
    }, true);
    const send = window.fetch;
    window.fetch = async (address, options) => {
        const answer = await send(address, options);
        if (answer.ok && options?.method === 'POST' && String(address).endsWith('/labels')) {
            const sent = JSON.parse(options.body).map((event) => [event.key, Date.now() - Date.parse(event.client_at)]);
            timed.acknowledged.push(...sent);
        }
        return answer;
    };
}"""


@dataclass(frozen=True)
class Desk:
    """Where people work: the server, the project, its worklist, and the seconds between two keys (0: none)."""

    url: str
    project_id: str
    worklist_id: str
    pause: float


@dataclass
class Taken:
    """What one annotator did: milliseconds by acknowledged key, keys that were not, labelled segments, milliseconds
    until the next text was painted, and how many key presses met no segment because it had not come yet."""

    acknowledged: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    segments: set[str] = field(default_factory=set)
    painted: list[float] = field(default_factory=list)
    waited: int = 0


class Annotator(threading.Thread):
    """Labels segment after segment by REST until told to stop."""

    def __init__(self, desk: Desk, token: str, until: threading.Event) -> None:
        super().__init__(daemon=True)
        self.taken = Taken()
        self._base = f"{desk.url}/api/projects/{desk.project_id}"
        self._desk, self._until = desk, until
        self._client = httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=60)

    def run(self) -> None:
        """Lease, answer both questions of each segment, lease again."""
        held: list[str] = []
        while not self._until.is_set():
            if not held:
                wanted = {"worklist": self._desk.worklist_id, "count": AHEAD}
                found = self._client.post(f"{self._base}/leases", json=wanted).raise_for_status().json()
                held = [item["segment_id"] for item in found["items"]]
            segment = held.pop(0)
            for scheme, value in ANSWERS:
                self._label(segment, scheme, value)
            self.taken.segments.add(segment)

    def _label(self, segment: str, scheme: str, value: str) -> None:
        key, begin = str(uuid.uuid4()), time.perf_counter()
        sent = [{"key": key, "segment_id": segment, "scheme": scheme, "value": value, "seconds": self._desk.pause}]
        answer = self._client.post(f"{self._base}/labels", json=sent)
        took = time.perf_counter() - begin
        if answer.is_success and [one["key"] for one in answer.json()] == [key]:
            self.taken.acknowledged[key] = 1000 * took
        else:
            self.taken.failed.append(key)
        self._until.wait(max(0.0, self._desk.pause - took))


def label_in_browser(desk: Desk, cookie: tuple[str, str], seconds: float, ready: Callable[[], None]) -> Taken:
    """One person with Chromium: the keys 5 and 2 in turn; `ready` is called when the card is there."""
    from playwright.sync_api import sync_playwright

    from benchmarks.start import CHROMIUM

    taken = Taken()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": desk.url}])
        page = context.new_page()
        page.add_init_script(f"({TIMING})()")
        page.goto(f"{desk.url}/tagging?project={desk.project_id}")
        page.locator('.card[data-state="item"]').wait_for(timeout=120_000)
        ready()
        deadline, turn = time.monotonic() + seconds, 0
        while time.monotonic() < deadline:
            page.keyboard.press(("Digit5", "Digit2")[turn % 2])
            turn += 1
            page.wait_for_timeout(1000 * desk.pause)
        page.locator('.save[data-state="saved"]').wait_for(timeout=60_000)
        timed = page.evaluate("timed")
        browser.close()
    taken.painted = [float(milliseconds) for milliseconds in timed["painted"]]
    taken.acknowledged = {str(key): float(milliseconds) for key, milliseconds in timed["acknowledged"]}
    taken.waited = turn - len(taken.acknowledged)
    return taken
