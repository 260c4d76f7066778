"""Child processes that work on Arrow tables: each has its own models, and answers come back in order.

frames  how tables and messages go through a pipe;  serving  the child's side;  pool  the parent's side
"""
