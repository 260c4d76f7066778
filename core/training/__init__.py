"""Training: from frozen rows and a recipe to an adapter, in a process of its own that can be stopped and go on.

    recipe     the seven questions, as YAML; defaults by goal and machine
    data       rows of a data version, and pairs of wordings for rewriting
    ordering   which rows in which batch at which step: drawn once, kept, so that a resumed run is the same run
    engines/   one file per way of learning, behind a registry (encoder, causal)
    planning   what a recipe will do, before it does it: rows, steps, seconds, memory, a decoded batch, warnings
    folder     the files of a run; its metrics as JSON lines
    checkpoints   everything a run needs to go on, whole or not there at all
    loop       the steps
    running    the stages of a run: load, tokenise, baseline, train, evaluate, save
    predicting what evaluation asks base and tuned model
    card       what is told about a finished run; its adapter as a zip

Everything that imports torch does so inside `engines`, `checkpoints`, `loop`, `running` and `predicting`.
"""
