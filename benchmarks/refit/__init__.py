"""Refits the numbers of the shipped rules that evidence decides; see `__main__`."""
