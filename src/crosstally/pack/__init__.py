"""The evidence pack: everything behind a check, so that strangers can verify it without us.

``layout``, ``entries``, ``bag``, ``opening`` and the modules ``verify…`` use the standard library
alone (signatures excepted): they are also the program ``verify.pyz`` inside every pack.
"""
