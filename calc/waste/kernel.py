"""The arithmetic of rows, on whole columns: no units, no names, no tables."""

from __future__ import annotations

import numpy as np

from calc.engine.model import FloatArray


def net(treatment: FloatArray, freight: FloatArray, credit: FloatArray) -> FloatArray:
    """Return what a trade adds to the emissions of the world; below zero it saves.

    Parameters
    ----------
    treatment, freight, credit : array
        In one unit; freight that is not stated (NaN) does not count.
    """
    return treatment + np.where(np.isnan(freight), 0.0, freight) - credit


def break_even(
    treatment: FloatArray, others: FloatArray, credit: FloatArray, factor: FloatArray
) -> FloatArray:
    """Return the length of the main leg at which a trade saves nothing [km].

    Parameters
    ----------
    treatment, others, credit : array
        Treatment, freight of the other legs, and credit of a tonne [kgCO2e/t].
    factor : array
        Of the main leg [kgCO2e/tkm].

    Returns
    -------
    array
        0 where nothing is saved at any length; NaN without a credit or a way.
    """
    left = np.where(credit > 0, credit - treatment - others, np.nan)
    return np.maximum(np.divide(left, np.where(factor > 0, factor, np.nan)), 0.0)


def untreated(mass: FloatArray, to_standard: FloatArray) -> FloatArray:
    """Return the taxed mass: what is not stored, disposed of or used to standard [t]."""
    return mass * (1 - to_standard)
