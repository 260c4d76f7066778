"""What a step leaves behind: JSON, whatever its function returns.

A step's result is stored so that it is not computed again after a crash. It is converted by the return annotation of
the step's function, and read back from that JSON on the first run too, so that the first run and a replay see equal
values. An IsoglossError is stored likewise and raised again as the class it was. Nothing is ever pickled.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

from pydantic import JsonValue, TypeAdapter

from core import errors
from core.errors import IsoglossError, JobCancelledError

R = TypeVar("R")
Envelope = dict[str, JsonValue]  # {"value": …} or {"error": {"type": …, "message": …, "hint": …}}


def enclose(function: Callable[..., R], call: Callable[[], R]) -> Envelope:
    """Run `call` and put its result, or the IsoglossError it raised, into an envelope.

    Cancelling is not a result: JobCancelledError goes through, so that the step runs again when the job is retried.
    Other exceptions go through as well; they end the job as a defect.
    """
    try:
        value = call()
    except JobCancelledError:
        raise
    except IsoglossError as error:
        return {"error": {"type": type(error).__name__, "message": error.message, "hint": error.hint}}
    return {"value": _adapter(function).dump_python(value, mode="json")}


def disclose(function: Callable[..., R], envelope: Envelope) -> R:
    """The value in an envelope, typed again; raises the error that is in it."""
    failure = envelope.get("error")
    if isinstance(failure, dict):
        raise _error(str(failure["type"]), str(failure["message"]), str(failure["hint"]))
    value: R = _adapter(function).validate_python(envelope["value"])
    return value


def _error(name: str, message: str, hint: str) -> IsoglossError:
    found = getattr(errors, name, None)
    if isinstance(found, type) and issubclass(found, IsoglossError):
        return found(message, hint=hint)
    return IsoglossError(message, hint=hint)


def _adapter(function: Callable[..., Any]) -> TypeAdapter[Any]:
    while isinstance(function, functools.partial):
        function = function.func
    return _adapter_of(inspect.unwrap(function))


@functools.lru_cache(maxsize=500)
def _adapter_of(function: Callable[..., Any]) -> TypeAdapter[Any]:
    hints = get_type_hints(function)
    if "return" not in hints:
        return TypeAdapter(JsonValue)
    annotation = hints["return"]
    return TypeAdapter(annotation)
