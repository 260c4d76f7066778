"""A service that speaks LibreTranslate's interface: `GET /languages`, `POST /translate`.

The only engine that sends text away, and it says where to. Connections go through the guard of web collection:
private addresses are refused unless the settings name the host (an own service in the local network), nothing is
redirected, and answers are bounded in size and time.
"""

import json
import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from core import languages
from core.collection.web.addresses import AddressGuard
from core.collection.web.connecting import Deadline, GuardedTransport
from core.errors import FetchRefusedError
from core.translation.engines.base import (
    LONGEST,
    Closing,
    Engine,
    EngineCard,
    EngineFailedError,
    Output,
    Pair,
    Surroundings,
)

NAME = "libretranslate"
SECONDS = 60.0  # for one answer
SECONDS_TO_INTRODUCE = 6.0  # for the list of languages, which a page waits for
LARGEST = 5_000_000  # bytes of an answer
BATCH = 16
PATIENCE = (1.0, 4.0)  # seconds to wait before each further try when the service is busy
REMEMBERED_SECONDS = 300.0
_BUSY = frozenset({429, 502, 503})
_SETTING = "Set ISOGLOSS_TRANSLATION_SERVICE to the address of a service (and _KEY, if it asks for one)."
_pairs_of: dict[str, tuple[float, tuple[Pair, ...], str]] = {}


def engines(around: Surroundings) -> Iterable[Engine]:
    """The service that the settings name; without one, an engine that says how to name it."""
    settings = around.settings
    guard = AddressGuard(settings.private_hosts)
    return (LibreTranslate(settings.translation_service, settings.translation_service_key, guard),)


class LibreTranslate:
    """The service at `address` (http or https)."""

    name = NAME

    def __init__(self, address: str, key: str, guard: AddressGuard, tls: ssl.SSLContext | None = None) -> None:
        self._address, self._key, self._guard, self._tls = address.strip().rstrip("/"), key, guard, tls

    def card(self) -> EngineCard:
        """Ready where the service says its languages; asked at most every few minutes."""
        host = urlsplit(self._address).hostname or ""
        missing = self._known()[1]
        return EngineCard(
            name=NAME,
            title=f"LibreTranslate at {host}" if host else "LibreTranslate service",
            kind="service",
            version=self._address,
            licence="AGPL-3.0 (the service's program); its terms are its operator's",
            warning=f"Every text is sent to {host}." if host else "",
            sends_to=host,
            missing=missing,
            install=_SETTING if not host else "",
        )

    def pairs(self) -> tuple[Pair, ...]:
        """What the service offers; empty where it cannot be asked."""
        return self._known()[0]

    def advice(self, source: str, target: str) -> str:  # noqa: ARG002  no language changes it
        """How to name a service, where there is none."""
        return "" if self._address else _SETTING

    def open(self, pair: Pair) -> "Service":
        """A connection to the service."""
        return Service(self._address, self._key, pair, self._guard, self._tls)

    def _known(self) -> tuple[tuple[Pair, ...], str]:
        """Pairs, and why there are none."""
        if not self._address:
            return (), "No translation service is named in the settings."
        asked, pairs, reason = _pairs_of.get(self._address, (0.0, (), ""))
        if not asked or time.monotonic() - asked > REMEMBERED_SECONDS:
            try:
                pairs, reason = self._asked(), ""
            except (EngineFailedError, FetchRefusedError) as error:
                pairs, reason = (), error.message
            _pairs_of[self._address] = (time.monotonic(), pairs, reason)
        return pairs, reason

    def _asked(self) -> tuple[Pair, ...]:
        with Connection(self._address, self._guard, self._tls, seconds=SECONDS_TO_INTRODUCE) as connection:
            offered = connection.ask("GET", "/languages")
        found = []
        for entry in offered if isinstance(offered, list) else []:
            code = str(entry.get("code", "")) if isinstance(entry, dict) else ""
            for target in entry.get("targets") or [] if code else []:
                if target != code and _tag(code) and _tag(str(target)):
                    found.append(Pair(str(_tag(code)), str(_tag(str(target))), f"{code}-{target}", self._address))
        return tuple(found)


class Connection(Closing):
    """Guarded requests to one service."""

    def __init__(
        self, address: str, guard: AddressGuard, tls: ssl.SSLContext | None = None, *, seconds: float = SECONDS
    ) -> None:
        self._address, self._seconds, self._deadline = address, seconds, Deadline()
        self._client = httpx.Client(
            transport=GuardedTransport(guard, self._deadline, tls), timeout=seconds, trust_env=False
        )

    def ask(self, method: str, path: str, content: dict[str, object] | None = None) -> Any:
        """The JSON of the answer. Raises EngineFailedError, and FetchRefusedError for a refused address."""
        for wait in (*PATIENCE, None) if method == "POST" else (None,):
            status, body = self._once(method, path, content)
            if status not in _BUSY or wait is None:
                break
            time.sleep(wait)
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise self._failed(f"answered with status {status} and no JSON") from error
        if status >= 300:
            said = answer.get("error") if isinstance(answer, dict) else None
            raise self._failed(f"refused with status {status}: {said or 'no reason given'}")
        return answer

    def _once(self, method: str, path: str, content: dict[str, object] | None) -> tuple[int, bytes]:
        self._deadline.start(self._seconds)
        try:
            with self._client.stream(method, f"{self._address}{path}", json=content) as response:
                body = b""
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > LARGEST:
                        raise self._failed(f"answered with more than {LARGEST // 1_000_000} MB")
                return response.status_code, body
        except httpcore.TimeoutException as error:
            raise self._failed(f"took longer than {self._seconds:.0f} seconds") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise self._failed(f"could not be reached ({error})") from error

    def _failed(self, what: str) -> EngineFailedError:
        return EngineFailedError(
            f"The translation service {self._address} {what}.",
            hint="Check its address, key and terms; the job can be retried and goes on where it stopped.",
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


class Service(Closing):
    """One direction of the service."""

    def __init__(
        self, address: str, key: str, pair: Pair, guard: AddressGuard, tls: ssl.SSLContext | None = None
    ) -> None:
        self._key = key
        self._source, _, self._target = pair.mode.partition("-")
        self._connection = Connection(address, guard, tls)

    def translate(self, texts: Sequence[str]) -> list[Output]:
        """Several texts a request."""
        outputs = [Output("", error="too_long") if len(text) > LONGEST else Output("") for text in texts]
        places = [place for place, output in enumerate(outputs) if not output.error]
        for start in range(0, len(places), BATCH):
            part = places[start : start + BATCH]
            for place, text in zip(part, self._asked([texts[place] for place in part]), strict=True):
                outputs[place] = Output(text) if text.strip() else Output("", error="no_answer")
        return outputs

    def _asked(self, texts: list[str]) -> list[str]:
        content: dict[str, object] = {"q": texts, "source": self._source, "target": self._target, "format": "text"}
        if self._key:
            content["api_key"] = self._key
        answer = self._connection.ask("POST", "/translate", content)
        made = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(made, list) or len(made) != len(texts) or not all(isinstance(text, str) for text in made):
            raise EngineFailedError("The translation service gave another number of texts back than it got.")
        return made

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _tag(code: str) -> str | None:
    return languages.standard_tag(code) if languages.is_tag(code) else None
