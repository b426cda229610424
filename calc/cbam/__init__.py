"""CBAM, Regulation (EU) 2023/956."""
