"""The terms of an appeal as every board and statement says them."""

FIRST_ANSWER_WORKING_DAYS = 7
"""A contested line gets a first answer within so many working days."""

MEMBER_WINS_DAYS = 30
"""After so many days without a decision the member wins."""
