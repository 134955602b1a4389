"""Public statements about an election: what was said, the test that figures decide, the verdict.

Two ways lead through the room, and meet only in the statement.

From an article to a draft, each step reading what the one before it found:

    article, sentences       a page or a text → sentences without furniture, with their paragraph
    mentions, numerals       names of options and areas → masks; numbers in words → figures
    reading, speakers        whom “it”, “they”, “our party”, “the city” mean; who says it
    clues, setting           other years, countries, polls, conditions: here and carried over
    patterns                 the words themselves, as data: verbs, hedges, thresholds, levels
    words_of_*               one measure each: its phrasings → tests, without a verdict on doubt
    context, places, subjects    what all of those ask: scope, where a figure is of, whose it is
    recognise                runs them in order
    assertion, outside       which of the tests are plainly asserted; what the sentence says besides
    draft                    all of it, sentence by sentence → ``claims.yaml``

From a statement to its verdict:

    statement, folder        the model of ``claims.yaml``, and reading it
    evidence                 what a test may ask of the tabulation
    span, measured           what a value can be, and what it rests on
    announced, sheets, rows  values: as announced, as added up, of every area of a level
    operand, judge           what a value is compared with; one test against one place
    over, over_options, one_station, absent, quantify    the quantifiers
    evaluate, result, wording    the verdict, with its reason
"""
