"""Goods transport: legs by mode and distance, or between two ports, into emissions per tonne.

`legs` reads the freight columns of a sheet; `emissions`, `laden` and `empty_running` are the arithmetic.
"""

from __future__ import annotations

from calc.methods.freight.arithmetic import emissions, empty_running, laden
from calc.methods.freight.legs import COLUMNS, Leg, LegTable, legs
from calc.methods.freight.ports import Route, port, route
from calc.methods.freight.vehicles import Fault, GridFigure, Vehicle

__all__ = [
    "COLUMNS",
    "Fault",
    "GridFigure",
    "Leg",
    "LegTable",
    "Route",
    "Vehicle",
    "emissions",
    "empty_running",
    "laden",
    "legs",
    "port",
    "route",
]
