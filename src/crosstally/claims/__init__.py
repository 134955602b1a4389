"""Public statements about an election: what was said, the test that figures decide, the verdict.

The statement stands in the middle, and two ways lead to and from it that meet nowhere else:

    drafting/     a news article → sentences → recognised phrases → tests, for a person to confirm
    statement     the model of ``claims.yaml``: who said what, and the test of each clause
    folder        reading ``claims.yaml``, and holding its names against the election
    judging/      a test → the figures it asks for → verdict → its reason in words
    evidence      what a test may ask of the tabulation
    result        verdicts as every face shows them
"""
