"""Coverage-guided fuzzing: `python -m tests.fuzz [--seconds N] [TARGET…]`. Each file of `targets/` is one promise."""
