"""Wire formats: CSV, NDJSON and Parquet, packed or not, read strictly and row by row."""
