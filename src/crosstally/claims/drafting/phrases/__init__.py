"""How results are put into words, one measure a module; ``patterns`` holds the words themselves."""
