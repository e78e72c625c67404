"""A city bucket by bucket: the kernel over a snapshot of entries, resumed where it was stopped."""
