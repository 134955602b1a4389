"""The steps from one schema of the desk's database to the next."""
