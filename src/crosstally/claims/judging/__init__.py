"""From a statement's test to its verdict, under partial coverage.

span, measured           what a value can be, and what it rests on
announced, sheets, rows  values: as announced, as added up, of every area of a level
operand, judge           what a value is compared with; one test against one place
over, over_options, one_station, absent, quantify    the quantifiers
evaluate, wording        the verdict, with its reason
"""
