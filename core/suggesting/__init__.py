"""Suggesting: a proposal for each tag, learnt from the people's own labels, and why.

    writing     what a script's text is made of: words, or characters where no spaces part them
    surface     signs of speech that need no knowledge of the language
    markers     lists of slang, address and contractions, and where a text has them
    learner     the model of one scheme: n-grams and surface features, calibrated per language
    reserving   which segments are never learnt from, and which are shown without a suggestion
    teaching    learning from a project's labels; storing keeps the model, no pickle
    predicting  suggestions for segments, with their evidence
    queueing    which segments are worth labelling next
    gains       what suggestions save and how far they sway, from the events

A suggestion is never written into a column of people's decisions.
"""
