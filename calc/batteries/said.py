"""What is said of models and rows that are not used: the cell, what is expected, what to do."""

from __future__ import annotations

from typing import NamedTuple

from calc.batteries import status as st
from calc.batteries.companions import END_OF_LIFE, ENERGY, MATERIALS, SUPPLIES
from calc.batteries.product import CATEGORIES, VEHICLES
from calc.batteries.words import EV, LMT, PORTABLE
from calc.engine.errors import NOTE, QUESTION, REFUSED
from factors.cells import CARRIER, CHEMISTRY, MATERIAL


class Said(NamedTuple):
    """What is said of a state: the cell, what else is shown, what is expected and what to do."""

    column: str
    shown: tuple[str, ...]
    expected: str
    remedy: str
    severity: str = REFUSED
    kind: str = ""  # near names of this kind are suggested


MODELS = {
    st.DUPLICATE_MODEL: Said(
        "model", (), "each model once on the sheet Product", "give each model, or plant, a name of its own"
    ),
    st.UNKNOWN_CATEGORY: Said("category", (), f"one of {', '.join(CATEGORIES)}", "correct the category"),
    st.UNKNOWN_CHEMISTRY: Said(
        "chemistry",
        (),
        "a chemistry we know, such as LFP or NMC622",
        "correct the name: a family such as NMC needs its numbers; of one that is not held write other, and give "
        "Materials and Energy in full",
        kind=CHEMISTRY,
    ),
    st.USABLE_ABOVE_NOMINAL: Said(
        "usable_capacity",
        ("nominal_capacity",),
        "usable capacity at most the nominal one",
        "correct one of them: are both in kWh, and is one of them in Ah?",
    ),
    st.USABLE_IMPLAUSIBLE: Said(
        "usable_capacity",
        ("nominal_capacity",),
        "usable capacity near the nominal one",
        "are kWh and MWh confused? Correct the unit or the figure",
    ),
    st.NO_DESIGN: Said(
        "chemistry",
        (),
        "a chemistry with a cell design, or rows of the model on Materials and Energy",
        "fill in the sheets Materials and Energy for the model",
    ),
}
PLANT = (  # the cells of Product that name a grid, in the order in which they count
    Said(
        "grid",
        (),
        "a country, province or region with a figure, or grams per kWh",
        "correct the name, or give the figure with its unit, such as 581 g/kWh",
    ),
    Said(
        "plant_country",
        (),
        "a country with a figure of its grid, where no grid is given",
        "correct the country, or name a grid or its figure in the column grid",
    ),
)

ROWS = {
    st.UNKNOWN_MODEL: Said(
        "model", (), "a model of the sheet Product", "correct the name, or add the model to Product"
    ),
    st.UNKNOWN_MATERIAL: Said(
        "material",
        (),
        "a material for which a figure is held",
        "correct the name, or give supplier_factor with its boundary",
        kind=MATERIAL,
    ),
    st.NO_BOUNDARY: Said(
        "boundary",
        ("supplier_factor", "piece_factor"),
        "what the supplier's figure covers",
        "fill in boundary, such as cradle-to-gate",
    ),
    st.NO_PIECE_MASS: Said(
        "piece_mass",
        ("piece_factor",),
        "the mass of a piece: a figure per piece is none per kg",
        "fill in piece_mass",
    ),
    st.TWO_FACTORS: Said(
        "piece_factor",
        ("supplier_factor", "piece_factor"),
        "one figure of the supplier",
        "keep the one per kg or the one per piece",
        QUESTION,
    ),
    st.SHARES_ABOVE_ONE: Said("", (), "shares that come to 1 at most", "correct the shares"),
    st.UNKNOWN_CARRIER: Said(
        "carrier",
        (),
        "an energy carrier we know",
        "correct the name, or give energy_factor",
        kind=CARRIER,
    ),
    st.NO_ENERGY_FACTOR: Said(
        "carrier",
        ("carrier",),
        "an energy carrier for which a figure is held",
        "give energy_factor in kgCO2e/kWh, with the supply chain",
    ),
    st.CONTRACT_FORBIDDEN: Said(
        "supply",
        ("energy_factor",),
        "electricity of the grid or made on the site: the rule set lets no contract count",
        "write grid, or choose a rule set with contracts by --profile",
    ),
    st.NO_CONTRACT_FACTOR: Said(
        "energy_factor",
        ("supply",),
        "the emissions of electricity by contract or from the site",
        "fill in energy_factor in kgCO2e/kWh, with the supply chain",
    ),
    st.UNKNOWN_SUPPLY: Said("supply", (), f"one of {', '.join(SUPPLIES)}", "correct the word"),
    st.UNKNOWN_GRID: Said(
        "grid",
        (),
        "a country, province or region with a figure, or grams per kWh",
        "correct the name, or give the figure with its unit, such as 581 g/kWh",
    ),
    st.SUPPLY_NOT_SAID: Said(
        "supply",
        ("energy_factor",),
        "how electricity with a figure of its own is supplied: the rule set lets no contract count",
        "write on-site, or grid where the figure is that of the grid, or choose a rule set with contracts by --profile",
    ),
    st.CREDIT_OUTSIDE: Said(
        "recycling_factor",
        ("recycling_factor", "disposal_factor", "recovery_factor"),
        "emissions of 0 or more: avoided production is no part of a footprint under Art. 7 but by the formula",
        "give what the treatment itself emits; recycling routes with their credits: pigou compare battery --recycling",
    ),
    st.UNKNOWN_STAGE: Said(
        "stage",
        (),
        "inbound or distribution",
        "write inbound for what comes in, distribution for what goes out",
    ),
    st.NO_MASS: Said(
        "mass",
        (),
        "the mass carried or treated for one battery",
        "fill in mass here; for the whole battery, on the sheet Product",
    ),
    st.NO_WAY: Said(
        "freight_mode",
        ("freight_mode", "freight_distance"),
        "the way: modes and distances",
        "fill in freight_mode and freight_distance, such as truck and 300 km",
    ),
    st.DUPLICATE_ROW: Said(
        "material",
        (),
        "one row for each material of a model",
        "join the rows: mean shares and factors by mass",
    ),
    st.NOT_IN_MODEL: Said(
        "material",
        (),
        "a material that the model has on the sheet Materials, spelled alike, or 'battery'",
        "correct the name, or delete the row",
    ),
    st.NO_RECOVERY_FACTOR: Said(
        "recovery_factor",
        ("r3",),
        "the emissions of burning, where a share r3 is burnt",
        "fill in recovery_factor, or leave r3 empty",
    ),
    st.RECOVERY_IN_PART: Said(
        "heating_value",
        (
            "heating_value",
            "heat_efficiency",
            "heat_replaced",
            "electricity_efficiency",
            "electricity_replaced",
        ),
        "of energy recovered: the heating value, an efficiency, and the emissions of what it replaces",
        "fill in the missing ones, or leave all of them empty: then nothing is credited",
    ),
    st.NO_FIGURE: Said(
        "recycling_factor",
        (),
        "for the whole battery the emissions of its treatment or of disposal per kg",
        "fill in recycling_factor or disposal_factor",
    ),
}
# category -> what its mass is to be, what to do where it is not
CATEGORY_MASS = {
    EV: ("for a vehicle of category L a mass above", "write LMT, or correct mass or vehicle_class"),
    LMT: ("a mass of at most", "write EV where it moves a vehicle, else industrial; or correct the mass"),
    PORTABLE: ("a mass of at most", "write industrial, or what else it is; or correct the mass"),
}
VEHICLE_CLASS = Said(
    "vehicle_class",
    (),
    f"one of {', '.join(VEHICLES)}",
    "correct the class, of L1e to L7e write L: it decides the full cycles a year",
    NOTE,
)
TAKE_A_LATER_DAY = "take a later day with --law-known-on, or give a figure of your own"
DESIGN_LATER = (
    "take a later day with --law-known-on, or fill in the sheets Materials and Energy for the model"
)
LATE = {MATERIALS: "material", ENERGY: "carrier"}  # sheet -> the cell that names a figure of ours
SHARES = {
    MATERIALS: ("recycled_pre", ("recycled_pre", "recycled_post")),
    END_OF_LIFE: ("r2", ("r2", "r3")),
}
