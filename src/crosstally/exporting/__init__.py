"""An election's returns in the formats that other programs read."""
