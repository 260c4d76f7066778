"""Long work: durable, followed from any page, stopped by anybody who may, alive after restarts and crashes.

    registry     which kinds of job there are; a kind is one file in workflows/
    submitting   start, stop and retry a job (what pages, API and commands call)
    history      what pages show of a job
    run          what a kind's function gets: durable steps, progress, log, cancelling
    performing   one job from its first line to its final state
    engine       the only module that knows the durable engine (DBOS)
    worker       the one process per workspace that works; locking, starting, sweeping, folding belong to it
    child        child processes of a job (training); children/ holds the programs they run
    inline       the same kinds without worker and engine (demo, tests, commands)
    examining    looks a workspace over and says what would mend it

Invariant: the ledger's row is what people see and decides what may happen next (every change names the states it may
start from); the engine only decides which step comes next. Where the two differ after a crash, `sweeping` mends it.
"""
