"""The static site of a pack: pages and data that any web server, or none at all, can show."""
