"""The free Zalo Bot: a pilot for a few dozen people, without papers or fees."""
