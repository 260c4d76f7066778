"""Unpacking what a server compressed, never further than allowed.

Invariant: at no time are more than `most` bytes (and one small chunk) unpacked in memory, whatever the input.
"""

import zlib
from collections.abc import Iterable

from core.collection.web.refusals import PageRefusedError, Reason

ENCODINGS = "gzip, deflate"  # what we say that we accept
_GZIP, _RAW = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS


def unpacked(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """The body whose `Content-Encoding` is `encoding` ('' for none).

    Raises PageRefusedError where it grows beyond `most` bytes (a "gzip bomb"), is damaged or cut off, or is packed in
    a way that was not asked for.
    """
    kind = encoding.strip().lower()
    if kind in ("", "identity"):
        return b"".join(chunks)
    if kind not in ("gzip", "x-gzip", "deflate"):
        raise PageRefusedError(Reason.UNREADABLE, f"The page is packed as “{kind}”, which was not asked for.")
    try:
        return _inflated(chunks, deflate=kind == "deflate", most=most)
    except zlib.error as error:
        raise PageRefusedError(Reason.UNREADABLE, f"The page's compression is damaged ({error}).") from error


def _inflated(chunks: Iterable[bytes], *, deflate: bool, most: int) -> bytes:
    packer, out, begun = None, bytearray(), False
    for chunk in chunks:
        rest = chunk
        while rest:
            if packer is None:
                packer = zlib.decompressobj(_deflate_bits(rest) if deflate else _GZIP)
            out += packer.decompress(rest, most - len(out) + 1)
            begun = True
            if len(out) > most:
                raise PageRefusedError(
                    Reason.TOO_LARGE_UNPACKED, f"The page becomes larger than {most / 1e6:.0f} MB when it is unpacked."
                )
            if not packer.eof:
                rest = packer.unconsumed_tail
                continue
            rest = packer.unused_data.lstrip(b"\0")  # a further gzip member; zeros are padding
            if deflate or not rest.startswith(b"\x1f\x8b"):
                return bytes(out)
            packer = None
    if begun and packer is not None and not packer.eof:
        raise PageRefusedError(Reason.UNREADABLE, "The page's compressed data are cut off.")
    return bytes(out)


def _deflate_bits(start: bytes) -> int:
    """'deflate' is zlib's format by the standard, and the raw stream on many servers: told apart by the header."""
    is_zlib = start[0] & 0x0F == 8 and (len(start) < 2 or (start[0] << 8 | start[1]) % 31 == 0)
    return zlib.MAX_WBITS if is_zlib else _RAW
