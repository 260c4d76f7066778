"""Teaching: a detector for a language or variety that the others lack, from a few hundred lines of it.

material    the lines: from where, which of them are usable, which doubtful
background  what it is told apart from: the project's text in other languages, and the shipped declaration
learning    a model of the language, cross-validated by groups of lines
scoring     held-out precision and recall against its neighbours, with intervals and examples
registry    versions on disk, which one is asked, who decided that
"""
