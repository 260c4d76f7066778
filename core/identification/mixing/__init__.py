"""Languages within a segment: where a text switches, and documents whose segments disagree.

    tokens      what may change language: words, and graphemes of scripts without spaces
    evidence    how well each token fits each language (py3langid's model, one walk over the text)
    segmenting  the likeliest path through the languages, and which of them are worth naming
    spans       stretches of the stored text, in code points
    finding     a batch of texts in, the columns out
    documents   segments in another language than nearly all of their document

Nothing is left out because it is mixed: colloquial text is full of it.
"""
