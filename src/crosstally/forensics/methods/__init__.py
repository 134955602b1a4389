"""The methods: a file each, named as the function in it, with its declaration ``METHOD``."""
