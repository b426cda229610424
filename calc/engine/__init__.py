"""The machine: reading, calculating, ledgers, explanations. It knows no subject."""
