"""Steel by route: footprints from unit processes, abatement, and what CBAM makes of the direct emissions."""
