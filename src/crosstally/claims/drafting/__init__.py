"""From an article to a draft of ``claims.yaml``, each step reading what the one before it found.

article, sentences       a page or a text → sentences without furniture, with their paragraph
mentions, numerals       names of options and areas → masks; numbers in words → figures
reading, speakers        whom “it”, “they”, “our party”, “the city” mean; who says it
clues, setting           other years, countries, polls, conditions: here and carried over
phrases/                 how each measure is put into words → tests, without a verdict on doubt
context, places, subjects    what all phrases ask: scope, where a figure is of, whose it is
recognise                runs the phrases in order
assertion, outside       which of the tests are plainly asserted; what the sentence says besides
announcers               whose announcement a statement repeats
recorded                 which sentences are kept without a test, and why
draft, writing           all of it, sentence by sentence → ``claims.yaml``
"""
