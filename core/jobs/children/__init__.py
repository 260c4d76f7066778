"""Entry points of the child processes that a job starts, so that models never live in the worker itself."""
