"""Wire formats to records, and the one door by which a record becomes an entry."""
