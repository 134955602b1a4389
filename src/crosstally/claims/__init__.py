"""Public statements: what was said, the test it stands for, and the verdict figures give it."""
