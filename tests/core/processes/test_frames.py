"""Frames on a pipe."""

import io

from core.processes import frames


def test_frames_come_back_and_half_ones_end_the_stream():
    stream = io.BytesIO()
    frames.write_frame(stream, b"ab", b"c")
    whole = stream.getvalue()
    assert frames.read_frame(io.BytesIO(whole)) == b"abc"
    assert frames.read_frame(io.BytesIO(whole[:-1])) is None
    assert frames.read_frame(io.BytesIO(whole[:4])) is None
