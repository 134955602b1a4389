"""Drafts that a person then corrects: a new election folder, its mapping, a crosswalk."""
