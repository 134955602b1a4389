"""Adding returns up the tree: roll-ups, turnout, coverage. Every sum carries its coverage."""
