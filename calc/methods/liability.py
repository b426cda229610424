"""Certificates and their cost: the arithmetic of a border carbon price, as plain functions of arrays.

Every function works on floats or arrays of one shape (broadcasting allowed), in the units named; NaN in any
input gives NaN.
"""

from __future__ import annotations

import numpy as np

from calc.engine.model import FloatArray


def embedded_emissions(specific: FloatArray, mark_up: FloatArray, quantity: FloatArray) -> FloatArray:
    """Return embedded emissions [tCO2e].

    Parameters
    ----------
    specific : array
        Specific embedded emissions, for default values the printed total [tCO2e/t].
    mark_up : array
        Share added to a default value; 0 for own figures [1].
    quantity : array
        Net mass [t] (electricity: energy [MWh], with `specific` in tCO2e/MWh).

    References
    ----------
    Regulation (EU) 2025/2621, Annex I, introduction: the mark-up is on the printed total.
    """
    return specific * (1 + mark_up) * quantity


def free_allocation(
    cbam_factor: FloatArray, cscf: FloatArray, benchmark: FloatArray, quantity: FloatArray
) -> FloatArray:
    """Return the free allocation adjustment [tCO2e].

    Parameters
    ----------
    cbam_factor, cscf : array
        Share of free allocation kept and cross-sectoral correction factor [1].
    benchmark : array
        CBAM benchmark, column B with default values, column A of a simple good with actual data [tCO2e/t].
    quantity : array
        Net mass [t].

    References
    ----------
    Regulation (EU) 2025/2620, Annex, Eq. 1 with Eq. 6 (default values) or Eq. 2 and 3 (simple good).
    """
    return cbam_factor * cscf * benchmark * quantity


def carbon_price_deduction(
    embedded: FloatArray,
    free: FloatArray,
    coverage: FloatArray,
    price_paid: FloatArray,
    certificate_price: FloatArray,
) -> FloatArray:
    """Return the deduction for a carbon price paid abroad [tCO2e], never above embedded - free, never below 0.

    Parameters
    ----------
    embedded, free : array
        Embedded emissions and free allocation [tCO2e].
    coverage : array
        Share of the embedded emissions on which the price was paid [1].
    price_paid, certificate_price : array
        Price paid, net of rebates, and certificate price [EUR/tCO2e].

    Notes
    -----
    A certificate price of zero deducts nothing. Provisional: Regulation (EU) 2023/956 Art. 9; the implementing
    act is a draft (13.5.2026, Art. 6).
    """
    paid = embedded * coverage * price_paid
    shape = np.broadcast_shapes(np.shape(paid), np.shape(certificate_price))
    priced = np.divide(paid, certificate_price, out=np.zeros(shape), where=certificate_price != 0)
    return np.minimum(priced, np.maximum(embedded - free, 0.0))


def certificates(embedded: FloatArray, free: FloatArray, deduction: FloatArray) -> FloatArray:
    """Return the certificates to surrender [tCO2e], not below zero per line.

    References
    ----------
    Commission, CBAM Questions and Answers of 27 May 2026, 3.7 (p. 24) and 4.32 (p. 40).
    """
    return np.maximum(embedded - free - deduction, 0.0)


def cost(certificates: FloatArray, price: FloatArray) -> FloatArray:
    """Return the cost [EUR] of `certificates` [tCO2e] at `price` [EUR/tCO2e], Reg. 2023/956 Art. 21."""
    return certificates * price
