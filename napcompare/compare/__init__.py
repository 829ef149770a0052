"""A country's plan beside those of its peers: pure functions on the tables; unknowns are kept."""
