"""The REST API under /api, the sign-in pages and the gate; served by the same process as the pages.

gate         who may come in at all (host, origin, sign-in)
application  the FastAPI app with one router a noun
signing_in   /sign-in, /sign-out and /join: plain HTML, so that nothing of the app loads before
starting     what happens when the server starts and stops
"""
