"""Where entries are kept, and where withdrawal erases them."""
