"""A person's own readings in the estimate: `selection`, `doubts`, and the process in `anchor`."""
