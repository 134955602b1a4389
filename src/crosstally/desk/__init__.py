"""The desk: people read sheets twice, blind, and settle disagreements in the open.

``states`` and ``figures`` are pure: they know nothing of web pages or of a database, and they alone
say what may become a return. Nothing but the command line imports this room; what leaves it is an
election folder.
"""
