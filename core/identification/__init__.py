"""Identification: which language each segment is in, how sure that is, and what the filter makes of it.

    preparing      the detection copy: lower-cased, without addresses and controls; the stored text is never touched
    labels         what detectors' labels mean in BCP 47, and in which scripts a language is written
    scripts        which scripts a text is written in
    detectors/     one file each behind one interface
    votes          what the detectors said, as arrays and as stored JSON
    consensus      from votes, declared and expected languages to one language, a score and a status
    candidates     which languages come into question for a text, after the veto of scripts
    evidence       what each detector's word is worth, by fitted weights
    confusions     languages that detectors take for one another
    calibrating    how often such a winner is right; fitted to a project's own checks
    rounds         quick detectors first, slow ones on what they leave in doubt
    configuration  what was asked of whom, as one number that is stored with each row
    identifying    a batch of rows; a unit of a fragment
    pool           the same over several processes
    thresholds     histograms, proposals and what-if counts; applying writes a policy version
    restoring      taking a row back or leaving it out by hand
    commonlid      an adapter for a public harness
    files          JSON lines in, JSON lines out, without a workspace

The verdict (keep, review, drop, unknown, unsupported) is not decided here: it is a view over these columns and the
policy (`core.corpus.views`), so that a moved threshold computes nothing.
"""
