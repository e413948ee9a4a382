"""One tree, several evaluators: `walk` is the reference, `compiled` the fast one."""
