"""The laboratory: policies tried on synthetic people, of whom nobody lives."""
