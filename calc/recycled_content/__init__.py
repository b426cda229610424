"""Recycled content of batteries against the minima of Regulation (EU) 2023/1542, Art. 8."""
