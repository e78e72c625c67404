"""Policies as text: read strictly, check, test, compare, publish and put in words."""
