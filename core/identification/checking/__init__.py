"""“Is this Yoruba?”: people's answers about what the detectors said, and what follows from them for thresholds.

sampling     which segments to ask about: strata of the score, seeded, more of them around the threshold
answering    answers as durable events, undone like any other
estimating   precision at each threshold with its interval, and the threshold for a wanted precision
vote_counts  what detectors say beside each other, counted once a fragment
disagreeing  segments on which two detectors disagree
work         any of these as a worklist
"""
