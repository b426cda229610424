"""What a model's declaration page and its exchange files are made from: figures, cells and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RAW_MATERIALS, PRODUCTION, DISTRIBUTION, END_OF_LIFE = STAGES = (
    "raw_materials",
    "production",
    "distribution",
    "end_of_life",
)  # Annex II point 4, in its order; the use phase is not among them
TOTAL = "total"
DECLARATIONS = "declarations"  # the group of a ledger that holds them
UNKNOWN = float("nan")


@dataclass(frozen=True)
class StageFigure:
    """The footprint of one stage, or of all of them, in each unit; NaN where it is not known.

    `kgco2e` is for one battery, the others are for a kWh delivered over service life, a kWh of nominal capacity and
    a kg of battery.
    """

    stage: str
    kgco2e: float
    per_kwh_delivered: float
    per_kwh_capacity: float
    per_kg: float


@dataclass(frozen=True)
class Blocked:
    """A line that blocks a declaration: what Annex II point 5 asks for is not there."""

    where: str  # 'models.xlsx: Materials: row 12'
    what: str
    remedy: str


@dataclass(frozen=True)
class Declaration:
    """One model at one plant.

    `product` holds the cells of the sheet Product by column: texts as typed, dates ISO, figures in the column's
    first unit, absent where the cell is empty. `cells` says where each column stands, or would stand.
    """

    model: str
    product: Mapping[str, str | float]
    cells: Mapping[str, str]  # column -> 'models.xlsx: Product: C5'
    rules: str
    rules_title: str
    stages: tuple[StageFigure, ...]  # the four stages and 'total'
    functional_unit: str
    energy_delivered_kwh: float
    reference_flow_kg_per_kwh: float
    primary_data_share: (
        float  # of the absolute footprint: lines whose factor, too, is the maker's or a supplier's own
    )
    data_shares: Mapping[str, float]  # activity data: company, supplier, archetype, literature
    gwp: str  # 'AR6'
    biogenic_uptake_kgco2e: float  # taken up by the biomass in one battery: 0 or below; NaN where not known
    distribution_included: bool
    blocked: tuple[Blocked, ...]
    provisional: tuple[str, ...]
    status: str
    bom_fingerprint: str
    energy_fingerprint: str
    dates: tuple[tuple[str, str], ...]  # what, and from when or 'not yet fixed'
    warnings: tuple[str, ...] = ()  # such as a footprint outside the published range
    sources: tuple[tuple[str, str], ...] = ()  # secondary data: name and version of each dataset
    standards: tuple[str, ...] = ("PEF",)  # that the rule set is built on, by PACT's names
    rules_operator: str = ""  # who drew the rule set up
    gate_primary_data_share: float = UNKNOWN  # as primary_data_share, of raw materials and production only

    def stage(self, name: str) -> StageFigure:
        """Return a stage's figures; NaN in all of them where the stage was not computed."""
        unknown = StageFigure(name, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
        return next((figure for figure in self.stages if figure.stage == name), unknown)
