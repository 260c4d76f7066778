"""Cleaning: normalisation, quality, duplicates and personal data; each verdict has a reason, none is a deletion."""
