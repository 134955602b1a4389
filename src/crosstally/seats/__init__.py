"""Thresholds, quotas and remainders. Exact integers and fractions; no input or output."""
