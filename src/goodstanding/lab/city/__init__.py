"""A synthetic city for any policy: members, consents and records of people who do not exist."""

from goodstanding.lab.city.recipe import Recipe
from goodstanding.lab.city.write import part_count, write_city

__all__ = ["Recipe", "part_count", "write_city"]
