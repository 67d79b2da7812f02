"""The model format: strict YAML, every scalar kept as text with its position."""
