"""A statement put into words for the member."""
