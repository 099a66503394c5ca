"""The course's own data structures: parameters by name, mini-batches and first weights of the old generator."""
