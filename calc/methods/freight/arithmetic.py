"""The arithmetic of goods transport, as plain functions of floats or arrays (broadcasting allowed)."""

from __future__ import annotations

from calc.engine.model import FloatArray


def emissions(mass: FloatArray, distance: FloatArray, factor: FloatArray) -> FloatArray:
    """Return the emissions of carrying goods [kgCO2e].

    Parameters
    ----------
    mass : array
        Mass carried [t].
    distance : array
        Way of the goods [km].
    factor : array
        Tank-to-wheel, well-to-tank or the sum of both [kgCO2e/tkm].
    """
    return mass * distance * factor


def laden(half: FloatArray, full: FloatArray, load: FloatArray) -> FloatArray:
    """Return the factor of a truck at a load [kgCO2e/tkm].

    Parameters
    ----------
    half, full : array
        Printed factors at 50 % and 100 % of the capacity [kgCO2e/tkm].
    load : array
        Share of the capacity that is used, above 0 and at most 1 [1].

    Notes
    -----
    Per vehicle km and tonne of capacity the emissions g are linear in the load, as the factors of DESNZ are:
    g(1) = full, g(0.5) = half / 2, hence g(0) = half - full; per tonne carried it is g(load) / load.
    """
    empty = half - full
    return empty / load + full - empty


def empty_running(half: FloatArray, full: FloatArray, load: FloatArray, share: FloatArray) -> FloatArray:
    """Return what empty running adds to the factor of a truck [kgCO2e/tkm].

    Parameters
    ----------
    half, full : array
        Printed factors at 50 % and 100 % of the capacity [kgCO2e/tkm].
    load : array
        Share of the capacity that is used on the laden way [1].
    share : array
        Empty km for each laden km; 1 is the whole way back empty [1].
    """
    return share * (half - full) / load
