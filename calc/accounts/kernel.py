"""The arithmetic of the account and of abatement measures, on whole columns: no units, no names, no tables."""

from __future__ import annotations

import numpy as np

from calc.engine.model import FloatArray


def material_loss_cost(
    material: FloatArray,
    energy: FloatArray,
    system: FloatArray,
    waste: FloatArray,
    product_mass: FloatArray,
    loss_mass: FloatArray,
) -> FloatArray:
    """Return the cost of a material loss of a quantity centre [money].

    Parameters
    ----------
    material, energy, system, waste : array
        Costs of the quantity centre [money]; those of waste management belong to the loss alone.
    product_mass, loss_mass : array
        Output by mass, of one unit.

    References
    ----------
    ISO 14051:2011 (GB/T 24051-2020), material flow cost accounting.
    """
    whole = product_mass + loss_mass
    share = np.divide(loss_mass, np.where(whole > 0, whole, np.nan))
    return (material + energy + system) * share + waste


def internal_price(regulatory: FloatArray, shadow: FloatArray) -> FloatArray:
    """Return the internal carbon price: the higher of the regulatory and the shadow price, of those given."""
    return np.fmax(regulatory, shadow)


def yearly_cost(annuity: FloatArray, operating: FloatArray, savings: FloatArray) -> FloatArray:
    """Return what a measure costs in a year [money]; what is not given adds nothing, below 0 it pays."""
    return np.nan_to_num(annuity) + np.nan_to_num(operating) - np.nan_to_num(savings)
