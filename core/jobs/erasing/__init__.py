"""Erasing a source on request: what it reaches (`reach`), the files that hold its text (`files`), stray strings in
reports and logs (`scrubbing`), and who may ask for it (`asking`). The job is `workflows/takedown.py`.

Places where a segment's text can lie, and what becomes of each:

    segments.lance, all versions          rows deleted, files rewritten, older versions and tags removed
    versions/N                            other rows copied to a table of their own; erased ids leave rows.parquet
    uploads/                              the uploaded file of the source is deleted
    duplicates/                           signatures of texts that no other row has are dropped
    web/                                  the digests of a site's pages are deleted
    jobs/*/                               exports, copies, rows for training and what a crawl fetched are deleted;
                                          refused rows, reports and logs lose the strings that quote the text
    runs/*/                               rows for training are deleted; predictions about erased segments too
    ledger, engine                        notes emptied, names replaced, results of ended jobs forgotten; rewritten

What is left on purpose: label events (ids and values), tombstones, and the weights of models that were trained on the
text, whose runs are shown with a mark. Backups and snapshots made outside the workspace are as old as they are.
"""
