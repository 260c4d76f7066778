"""Texts that language experts write: what they agreed to (`consenting`), what is asked of them (`prompts`), what they
start from (`parents`), how they type it (`keyboards`), what is told while they write (`hints`), and `writing` itself.
"""
