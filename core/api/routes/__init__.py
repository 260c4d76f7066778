"""The routes, one file a noun; each holds a `router`."""
