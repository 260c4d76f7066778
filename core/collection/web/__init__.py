"""Collecting from the web: pages, what they link to on their sites, and their versions in other languages.

From the network inwards; each layer only knows those above it:

    refusals urls                       every reason a page can be refused for; addresses in one form, a crawl's scope
    addresses connecting                who may be connected to, and connections to exactly those
    inflating fetching judging robots   bytes of one address within limits; what robots.txt allows
    charsets markup blocks extracting   text of one page: charset, declarations and links, paragraphs
    listing                             sitemaps and feeds
    pages reading reading_process       the same in a process that may be lost (`reader` talks to it)
    aligning memory repeating           paragraphs of two versions; earlier crawls; what repeats all over
    options tables frontier bookkeeping what a crawl may do; which pages are known, fetched, stored
    pairing settling holding storing    which pages belong together; what is stored of each; into the corpus
    pacing lanes asking taking          a host at its pace; several at once; what becomes of an answer
    crawling stopping watching          from page to page; survives kill -9 at any moment; how it stands
    looking refused yesterday           the preview of one page; what was left out; whether a memory still holds

Nothing a page contains is ever run. The job is `core.jobs.workflows.crawl`.
"""
