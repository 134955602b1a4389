"""Faces of a check's result: terminal, JSON and one self-contained page. They compute nothing."""
