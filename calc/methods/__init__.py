"""What several subjects compute alike: plain functions of arrays."""
