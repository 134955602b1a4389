"""The command line: one verb a file, no logic, heavy imports inside the verb."""
