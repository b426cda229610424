"""Charges on emissions of the shape amount x rate: any law file of that shape, without code of its own."""
