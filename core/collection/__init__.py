"""Collection: text from files, folders, the keyboard and the web becomes segments with provenance.

    sources/files/  one reader a format, behind one registry: streams batches, refuses bad rows one by one
    sources/hub     data sets of the Hugging Face hub, or folders in its layout
    archives        zip, tar, gz and zst, unpacked with distrust
    sentences       texts cut into sentences, where that is asked for
    encodings       which encoding a file is in; other ones are read through a UTF-8 copy
    mapping         which column is the text, the language, a label; guessed, and changed by people
    preview         the first rows of a file as they would be read
    shaping         a batch of columns becomes a batch of segments, checked
    importing       the units of an import job
    paste           typed and pasted text
    sample          the sample project
    web/            pages of a site
    refusals        why a row or file was not taken

Nothing is dropped silently: each row of a file is added, already there, or refused with file, line and reason.
"""
