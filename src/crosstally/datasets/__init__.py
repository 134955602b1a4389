"""Public election data: what there is, where it is published, and how to fetch it."""
