"""What the words mean: the frozen types that every other folder speaks in. Imports nothing else of ours."""
