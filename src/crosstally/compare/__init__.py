"""Source against source, level against level, announcement against tabulation, bounds."""
