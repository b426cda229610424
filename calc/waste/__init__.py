"""Scrap, waste and hazardous goods: treatment, freight, recycling credit, tax, cost and screening of each row."""
