"""Reports: they read a Ledger and nothing else."""
