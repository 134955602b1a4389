"""The one place that runs the checks over an election and gathers their findings."""
