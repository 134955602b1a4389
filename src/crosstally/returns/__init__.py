"""Readers of returns, one per format, and the checks that need one sheet alone."""
