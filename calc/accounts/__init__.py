"""The environmental account of a product, and abatement measures ranked against what they save."""
