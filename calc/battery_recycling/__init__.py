"""Recycling efficiency and recovery of materials by Delegated Regulation (EU) 2025/606, against Annex XII."""
