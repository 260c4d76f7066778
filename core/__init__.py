"""Isogloss without its browser pages: pure Python, never importing streamlit.

Rooms, from the ground floor up (imports run downwards only):

    records limits languages settings errors     what everything is made of
    json_lines processes                         lines of files, child processes: free of the domains
    own_labels                                   labels that the program itself asks for
    corpus/ ledger/ models/                      what is stored: text, people's work, weights
    workspace                                    the one door to what is stored
    collection identification translation        the domains; they meet in records and in the workspace,
    cleaning tagging balancing training          not in each other's insides
    concordance agreement suggesting evaluation
    access
    jobs/                                        long work, strung together from the domains
    api/ cli                                     who asks

Importing this package loads neither torch nor streamlit; heavy libraries are imported where they are used.
"""

__version__ = "0.1.0"
