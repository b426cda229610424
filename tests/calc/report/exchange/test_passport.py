"""The passport part and the Catena-X figures: valid, complete or refused, in one unit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from jsonschema import Draft202012Validator

from calc.engine.errors import InputError
from calc.report.catena_x import pcf_values, write_catena_x
from calc.report.passport import passport, write_passport

SCHEMAS = Path(__file__).parents[3] / "schemas"
PASSPORT, CATENA_X = "battery-passport-1.2.0", "catena-x-pcf-values-1.0.0"
Schema = Callable[[str], Draft202012Validator]
REQUIRED = json.loads((SCHEMAS / f"{PASSPORT}.json").read_text(encoding="utf-8"))["required"]
SHARES = json.loads((SCHEMAS / f"{CATENA_X}.json").read_text(encoding="utf-8"))["properties"]["pcfValues"][
    "properties"
]["sharesPerStage"]["required"]


def test_the_passport_is_valid(made: SimpleNamespace, schema: Schema) -> None:
    found = passport(made.declaration())
    schema(PASSPORT).validate(found)
    stages = {s["lifecycleStage"]: s["carbonFootprint"] for s in found["carbonFootprintPerLifecycleStage"]}
    assert list(stages) == ["RawMaterialExtraction", "MainProduction", "Distribution", "Recycling"]
    assert sum(stages.values()) == pytest.approx(found["batteryCarbonFootprint"], rel=1e-8)
    assert found["batteryCarbonFootprint"] == pytest.approx(3930 / 27360, rel=1e-9)
    assert found["absoluteCarbonFootprint"] == 3930
    assert found["$comment"].startswith("PROVISIONAL")


@pytest.mark.parametrize("name", REQUIRED)
def test_without_a_required_field_it_is_not(made: SimpleNamespace, schema: Schema, name: str) -> None:
    found = passport(made.declaration())
    del found[name]
    assert not schema(PASSPORT).is_valid(found)


@pytest.mark.parametrize("stage", range(4))
@pytest.mark.parametrize("name", ["lifecycleStage", "carbonFootprint", ""])
def test_nor_without_a_stage(made: SimpleNamespace, schema: Schema, stage: int, name: str) -> None:
    found = passport(made.declaration())
    if name:
        del found["carbonFootprintPerLifecycleStage"][stage][name]
    else:
        del found["carbonFootprintPerLifecycleStage"][stage]
    assert not schema(PASSPORT).is_valid(found)


@pytest.mark.parametrize("cell", ["performance_class", "study_link"])
def test_an_empty_cell_is_named(made: SimpleNamespace, cell: str) -> None:
    with pytest.raises(InputError) as caught:
        passport(made.without(cell))
    assert f"{made.cells()[cell]}: {cell} is empty; expected " in str(caught.value)


def test_no_service_life_no_passport(made: SimpleNamespace) -> None:
    unknown = tuple(
        type(f)(f.stage, f.kgco2e, float("nan"), f.per_kwh_capacity, f.per_kg) for f in made.stages()
    )
    with pytest.raises(InputError, match="per kWh delivered is not known; expected a figure; fill usable"):
        passport(made.declaration(stages=unknown))


def test_a_link_is_a_link(made: SimpleNamespace) -> None:
    for link in ("study.pdf", "=HYPERLINK(1)", "javascript:alert(1)", "https://"):
        with pytest.raises(InputError, match="expected a web link"):
            passport(made.declaration(product={**made.product, "study_link": link}))


def test_all_models_or_none(made: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_passport(
            [made.declaration(model="A"), made.without("study_link", model="B")], tmp_path / "p.json"
        )
    assert not list(tmp_path.iterdir())
    written = write_passport([made.declaration(model="A"), made.declaration(model="B")], tmp_path / "p.json")
    assert [path.name for path in written] == ["p-A.json", "p-B.json"]


def test_catena_x_figures(made: SimpleNamespace, schema: Schema, tmp_path: Path) -> None:
    model = made.declaration(stages=made.stages(end_of_life=10.0))
    found = pcf_values(model)
    schema(CATENA_X).validate(found)
    shares = found["pcfValues"]["sharesPerStage"]
    assert shares["declaredUnit"] == "C02KG/piece"
    stages = [v["stageValue"] for name, v in shares.items() if name.startswith("stage")]
    assert sum(stages) == pytest.approx(shares["absPcfValue"]["stageValue"])
    assert write_catena_x([model], tmp_path / "c.json") == [tmp_path / "c.json"]


@pytest.mark.parametrize("name", SHARES)
def test_catena_x_names_are_needed(made: SimpleNamespace, schema: Schema, name: str) -> None:
    found = pcf_values(made.declaration(stages=made.stages(end_of_life=10.0)))
    del found["pcfValues"]["sharesPerStage"][name]
    assert not schema(CATENA_X).is_valid(found)


def test_catena_x_takes_no_credit(made: SimpleNamespace) -> None:
    with pytest.raises(InputError, match=r"end_of_life is -150\.75 kg CO2e; expected 0 or more"):
        pcf_values(made.declaration())


def test_a_stage_without_lines_names_its_sheet(made: SimpleNamespace) -> None:
    short = made.declaration(stages=made.stages()[:3])
    with pytest.raises(
        InputError, match=r"stage end_of_life per kWh delivered is not known.*the sheet End of life"
    ):
        passport(short)


def test_a_credit_in_catena_x_says_what_else_to_do(made: SimpleNamespace) -> None:
    with pytest.raises(InputError, match=r"end_of_life is -150\.75 kg CO2e.*--passport.*--profile cut-off"):
        pcf_values(made.declaration())
