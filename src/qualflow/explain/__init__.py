"""Why, why not, what next, and the least that would change the answer."""
