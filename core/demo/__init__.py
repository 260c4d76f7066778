"""The whole loop without a browser: `loop` runs it, `reports` says what came of it."""
