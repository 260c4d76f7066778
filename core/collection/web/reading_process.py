"""The process that reads pages: `python -m core.collection.web.reading_process`, started by `reader`.

Strangers' markup is parsed here and not in the worker, so a page made to hang, to crash the parser or to eat the memory
ends this process and nothing else. It reads a line of JSON (`ReadingTask`) and the page's bytes on standard input and
answers with a line of JSON (`ReadingAnswer`). An alarm ends it when a page takes too long; the end of its input ends
it too, so it cannot outlive the worker.
"""

import logging
import signal
import sys
from typing import BinaryIO

from core.collection.web.pages import ReadingAnswer, ReadingTask
from core.collection.web.reading import read_page
from core.collection.web.refusals import PageRefusedError

MOST_MEMORY = 3 * 1024**3


def main(seconds: int) -> None:
    """Answer until the input ends; a page that takes over `seconds` ends the process."""
    logging.disable(logging.CRITICAL)
    _limit_memory()
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing but answers may go out
    while line := given.readline():
        task = ReadingTask.model_validate_json(line)
        signal.alarm(seconds)
        answer = _answer(task, _body(given, task.length))
        signal.alarm(0)
        answers.write(answer.model_dump_json().encode() + b"\n")
        answers.flush()


def _answer(task: ReadingTask, body: bytes) -> ReadingAnswer:
    try:
        return ReadingAnswer(page=read_page(task, body))
    except PageRefusedError as refusal:
        return ReadingAnswer(reason=refusal.reason, message=refusal.message, hint=refusal.hint)


def _body(given: BinaryIO, length: int) -> bytes:
    body = given.read(length)
    if len(body) < length:
        sys.exit(0)  # whoever asked is gone
    return body


def _limit_memory() -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY or soft > MOST_MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
