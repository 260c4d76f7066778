"""Translation as a way to collect: machine-made segments from segments that are there.

Engines are plug-ins (`engines`), and each says its languages, licence, version and whether text leaves this machine. A
translation is a segment of its own: origin `machine`, its parent linked, in the parent's document, with engine and
version beside it. Every output is checked (`checking`); one that fails a check is stored with the name of the check
and left out by the filter for that reason, so it can be read, taken back, or corrected by a person (`correcting`).

Invariants: a segment's id is made from parent, engine, version and route, never from the output, so that work repeated
after a crash adds nothing twice; a translation is made from text that people wrote, never from another translation.
"""
