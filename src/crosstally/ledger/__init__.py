"""An append-only log that strangers can check: entries, tree, checkpoint, proofs, signatures.

Imports nothing of ours, and without signatures nothing but the standard library: what verifies a
published log is small enough to be read whole.
"""
