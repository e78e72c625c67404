"""One module for each thing a person can do; each function runs one transaction."""
