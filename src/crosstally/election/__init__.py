"""What was asked of voters: definition, areas, sheet templates, rules, announcements."""
