"""Collecting from the web: a page, and the pages it links to on the same site.

From the network inwards; each layer only knows those above it:

    refusals urls                       every reason a page can be refused for; addresses in one form, the crawl's scope
    addresses connecting                who may be connected to, and connections to exactly those
    inflating fetching judging robots   bytes of one address within limits; what robots.txt allows
    charsets markup blocks extracting   text of one page: charset, declarations and links, paragraphs
    pages reading reading_process       the same in a process that may be lost (`reader` talks to it)
    options frontier bookkeeping        what a crawl may do; which pages are known, fetched, stored
    pacing crawling storing             from page to page, politely, into the corpus; survives kill -9 at any moment
    looking refused                     the preview of one page; the list of refused pages

Nothing a page contains is ever run. The job is `core.jobs.workflows.crawl`.
"""
