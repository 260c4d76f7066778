"""Reading pages in a process of their own, which may be lost without harm.

One page may take `seconds`; then, or when the parser dies, the page is refused and the next one gets a new process.
"""

import subprocess
import sys
from collections.abc import Callable
from types import TracebackType

from core.collection.web.extracting import Reading
from core.collection.web.fetching import Fetched
from core.collection.web.pages import Page, ReadingAnswer, ReadingTask
from core.collection.web.refusals import PageRefusedError, Reason
from core.settings import ROOT

SECONDS = 45


class Reader:
    """Reads one page after the other; use it in `with`, or close it. Not for several threads at once."""

    def __init__(self, *, seconds: int = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin to load the libraries (about a second) while something else is done."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "core.collection.web.reading_process", str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
            )

    def read(self, fetched: Fetched, reading: Reading = "article") -> Page:
        """The page in `fetched`. Raises PageRefusedError where it cannot be read; see `reading.read_page`."""
        task = task_of(fetched, reading)
        self.start()
        answer = self._answer(lambda: self._exchange(task, fetched.body))
        if answer.page is None:
            raise PageRefusedError(Reason(answer.reason), answer.message, url=task.url, hint=answer.hint)
        return answer.page

    def _exchange(self, task: ReadingTask, body: bytes) -> bytes:
        assert self._process is not None and self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(task.model_dump_json().encode() + b"\n" + body)
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def _answer(self, exchange: Callable[[], bytes]) -> ReadingAnswer:
        try:
            line = exchange()
        except BrokenPipeError:
            line = b""
        if line.endswith(b"\n"):
            return ReadingAnswer.model_validate_json(line)
        self.close()
        return ReadingAnswer(
            reason=Reason.UNREADABLE,
            message=f"The page could not be read: its markup took over {self._seconds} seconds or broke the reader.",
            hint="Save the page's text in a file and import that.",
        )

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def task_of(fetched: Fetched, reading: Reading) -> ReadingTask:
    """What the reading process is told of a page."""
    headers = fetched.head.headers
    return ReadingTask(
        url=fetched.head.url,
        length=len(fetched.body),
        reading=reading,
        content_type=headers.get("content-type", ""),
        content_language=headers.get("content-language", ""),
        link=headers.get("link", "")[:20_000],
        robots_tag=headers.get("x-robots-tag", ""),
        tdm_reservation=headers.get("tdm-reservation", ""),
    )
