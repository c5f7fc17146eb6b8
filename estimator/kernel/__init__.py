"""What is left of the kernels: a name that other rooms still use."""
