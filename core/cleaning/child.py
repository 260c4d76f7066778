"""A process that cleans: `python -m core.cleaning.child`, started by `pool`; it needs no set-up."""

from core.cleaning.cleaner import clean
from core.processes.serving import main

if __name__ == "__main__":
    main(lambda _: clean)
