"""Tagging: what people say about segments, and who is handed which segment next.

schemes      the values there are to choose from: presets as data, a project's own versions
labelling    checks and records decisions; undoing; labels that came with a file (importing)
standing     the one rule of what holds of a segment, given everything that was decided about it
projection   that rule over the events, as human columns of the corpus: folded in, or laid over when read
viewing      a snapshot of the corpus with the decisions that are not folded yet
overlapping  several people to a segment: done, full for whom, unseen until then
worklists  leasing  progress     who tags what, and how far it is (tallies: for one person, kept for a moment)
editing      a list scheme as lines of a table;  recalling  own decisions with their texts
"""
