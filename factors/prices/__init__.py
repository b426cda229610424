"""Prices and exchange rates, dated."""
