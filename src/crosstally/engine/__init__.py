"""SQL text, and the one place that runs it."""
