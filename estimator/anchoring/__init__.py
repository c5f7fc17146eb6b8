"""A person's own readings in the estimate: `selection`, and the process in `anchor`."""
