"""From what publishers send to observations; what maps to what is data in ``datasets/statistics/``."""
