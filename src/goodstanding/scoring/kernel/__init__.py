"""The kernel: the definition of a score over integer columns, one member after another."""
