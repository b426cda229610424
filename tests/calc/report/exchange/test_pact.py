"""PACT footprints: valid by the schema, complete or refused cell by cell, never beside the file asked for."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from calc.engine.errors import InputError, UsageError
from calc.report.asked import decimal, plain
from calc.report.json_files import model_paths, safe_name
from calc.report.pact import product_footprint, write_pact

SCHEMAS = Path(__file__).parents[3] / "schemas"
Schema = Callable[[str], Draft202012Validator]


def required(version: str) -> list[tuple[str, ...]]:
    """Return the path of every required field of a footprint that we write."""
    held = json.loads((SCHEMAS / f"pact-{version}.json").read_text(encoding="utf-8"))
    rule = [("pcf", "productOrSectorSpecificRules", "0", name) for name in ("operator", "ruleNames")]
    source = [("pcf", "secondaryEmissionFactorSources", "0", name) for name in ("name", "version")]
    top = [(name,) for name in held["required"]]
    return [*top, *(("pcf", name) for name in held["$defs"]["CarbonFootprint"]["required"]), *rule, *source]


REQUIRED = [(version, path) for version in ("3.0.3", "2.3.0") for path in required(version)]
CELLS = {
    "3.0.3": (
        *("manufacturer", "manufacturer_id", "product_id", "description", "mass", "plant_country"),
        *("period_start", "period_end", "fossil_carbon", "exempted_share", "packaging_included"),
    ),
    "2.3.0": ("cpc", "biogenic_carbon", "manufacturer_id", "mass"),
}


@pytest.mark.parametrize("version", ["3.0.3", "2.3.0"])
def test_an_example_is_valid(made: SimpleNamespace, schema: Schema, version: str) -> None:
    schema(f"pact-{version}").validate(product_footprint(made.declaration(), version, made.moment))
    bare = made.declaration(data_shares={"company": 1.0}, blocked=made.blocked, provisional=())
    schema(f"pact-{version}").validate(product_footprint(bare, version, made.moment))


@pytest.mark.parametrize(
    ("version", "path"), REQUIRED, ids=lambda v: v if isinstance(v, str) else ".".join(v)
)
def test_without_a_required_field_it_is_not(
    made: SimpleNamespace, schema: Schema, version: str, path: tuple[str, ...]
) -> None:
    found = product_footprint(made.declaration(), version, made.moment)
    inner: Any = found
    for step in path[:-1]:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    del inner[path[-1]]
    assert not schema(f"pact-{version}").is_valid(found)


@pytest.mark.parametrize(("version", "cell"), [(v, c) for v, cells in CELLS.items() for c in cells])
def test_an_empty_cell_is_named(made: SimpleNamespace, version: str, cell: str) -> None:
    with pytest.raises(InputError) as caught:
        product_footprint(made.without(cell), version, made.moment)
    where = made.cells()[cell]
    assert f"{where}: {cell} is empty; expected " in str(caught.value)
    assert str(caught.value).endswith("fill it in")


def test_all_empty_cells_are_named_at_once(made: SimpleNamespace, tmp_path: Path) -> None:
    bad = made.without(*CELLS["3.0.3"])
    with pytest.raises(InputError) as caught:
        write_pact([made.declaration(), bad], tmp_path / "out.json", created=made.moment)
    assert len(str(caught.value).splitlines()) == 1 + len(CELLS["3.0.3"])
    assert not list(tmp_path.iterdir())


def test_a_cell_that_no_sheet_has_is_named_by_its_column(made: SimpleNamespace) -> None:
    with pytest.raises(InputError, match="Product: column mass of 'PB-60 LFP': mass is empty"):
        product_footprint(made.without("mass", cells={}), created=made.moment)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("manufacturer_id", "4711"),
        ("manufacturer_id", "urn:"),
        ("product_id", "urn:product:a https://example.com"),
        ("mass", 0.0),
        ("mass", -1.0),
        ("mass", "heavy"),
        ("mass", float("inf")),
        ("fossil_carbon", -0.1),
        ("exempted_share", 1.5),
        ("packaging_included", "perhaps"),
        ("plant_country", "Atlantis"),
        ("period_start", "last year"),
        ("period_end", "2024-12-31"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(made: SimpleNamespace, cell: str, value: Any) -> None:
    with pytest.raises(InputError) as caught:
        product_footprint(made.declaration(product={**made.product, cell: value}), created=made.moment)
    assert f"{made.cells()[cell]}: {cell} is '" in str(caught.value)
    assert "; expected " in str(caught.value)


def test_amounts(made: SimpleNamespace) -> None:
    found = product_footprint(made.declaration(), created=made.moment)["pcf"]
    assert found["declaredUnitOfMeasurement"] == "piece"
    assert found["productMassPerDeclaredUnit"] == "400"
    assert found["pcfExcludingBiogenicUptake"] == found["fossilGhgEmissions"] == "4000.75"
    assert found["biogenicCO2Uptake"] == "-2.2"
    assert found["pcfIncludingBiogenicUptake"] == "3998.55"
    assert found["exemptedEmissionsPercent"] == "1.5"
    assert found["primaryDataShare"] == "42"
    assert found["geographyCountry"] == "CN"
    assert found["referencePeriodStart"] == "2025-01-01T00:00:00Z"
    assert found["referencePeriodEnd"] == "2026-01-01T00:00:00Z"  # the end is not in the period
    assert found["packagingEmissionsIncluded"] is False
    assert "outboundLogisticsGhgEmissions" not in found


def test_amounts_per_kilogram_in_the_older_version(made: SimpleNamespace) -> None:
    found = product_footprint(made.declaration(), "2.3", made.moment)["pcf"]
    assert (found["declaredUnit"], found["unitaryProductAmount"]) == ("kilogram", "400")
    assert found["pCfExcludingBiogenic"] == "10.001875"
    assert Decimal(found["pCfExcludingBiogenic"]) * Decimal(found["unitaryProductAmount"]) == Decimal(
        "4000.75"
    )
    assert found["biogenicCarbonContent"] == "0.0015"
    assert found["exemptedEmissionsPercent"] == 1.5


def test_what_is_left_out_is_said(made: SimpleNamespace) -> None:
    said = product_footprint(made.declaration(blocked=made.blocked), created=made.moment)["comment"]
    assert said.startswith("PROVISIONAL.")
    assert (
        "distribution 80 kg CO2e per battery; end of life and recycling -150.75 kg CO2e per battery" in said
    )
    assert "eu-draft-2024" in said
    assert "primaryDataShare is that of all stages" in said
    assert "missing: 1 line." in said
    assert "compliant" not in said
    told = product_footprint(made.declaration(gate_primary_data_share=0.5), created=made.moment)
    assert told["pcf"]["primaryDataShare"] == "50"
    assert "of all stages, not" not in told["comment"]


def test_the_id_is_that_of_the_result(made: SimpleNamespace) -> None:
    one = product_footprint(made.declaration(), created=made.moment)
    later = product_footprint(made.declaration(), created=made.moment + timedelta(days=3))
    assert one["id"] == later["id"]
    assert one["created"] != later["created"]
    assert one["id"] == product_footprint(made.declaration(), "2.3.0", made.moment)["id"]
    for changed in (
        {"bom_fingerprint": "other"},
        {"energy_fingerprint": "other"},
        {"stages": made.stages(production=1.0)},
        {"product": {**made.product, "product_id": "urn:product:example:other"}},
    ):
        assert product_footprint(made.declaration(**changed), created=made.moment)["id"] != one["id"]


def test_the_moment_is_in_utc(made: SimpleNamespace) -> None:
    east = datetime(2026, 11, 22, 1, 0, 0, 999, tzinfo=timezone(timedelta(hours=8)))
    assert product_footprint(made.declaration(), created=east)["created"] == "2026-11-21T17:00:00Z"
    assert (
        product_footprint(made.declaration(), created=datetime(2026, 1, 2))["created"]
        == "2026-01-02T00:00:00Z"
    )


def test_results_that_cannot_be_stated(made: SimpleNamespace) -> None:
    for changed, said in (
        ({"stages": made.stages(production=float("nan"))}, "is not known"),
        ({"stages": made.stages(production=-9000.0)}, "expected 0 or more"),
        ({"biogenic_uptake_kgco2e": 2.0}, "expected 0 or below"),
        ({"gwp": "SAR"}, "expected an IPCC report"),
        ({"primary_data_share": float("nan")}, "share of primary data is not known"),
    ):
        with pytest.raises(InputError, match=said):
            product_footprint(made.declaration(**changed), created=made.moment)
    with pytest.raises(InputError, match=r"AR5 or AR6 in PACT 2\.3"):
        product_footprint(made.declaration(gwp="AR4"), "2.3", made.moment)


def test_secondary_data_have_a_source(made: SimpleNamespace) -> None:
    def sources(**changed: Any) -> Any:
        pcf = product_footprint(made.declaration(**changed), created=made.moment)["pcf"]
        return pcf.get("secondaryEmissionFactorSources")

    assert sources(data_shares={"company": 1.0}) is None
    assert sources()[0]["name"] == "Pigou, factors"
    assert sources(sources=(("EverBatt", "2023"), ("Ember", ""))) == [
        {"name": "EverBatt", "version": "2023"},
        {"name": "Ember", "version": "not stated"},
    ]


def test_a_part_of_a_country(made: SimpleNamespace) -> None:
    told = made.declaration(product={**made.product, "plant_country": "CN-FJ"})
    pcf = product_footprint(told, created=made.moment)["pcf"]
    assert pcf["geographyCountrySubdivision"] == "CN-FJ"
    assert "geographyCountry" not in pcf


def test_versions(made: SimpleNamespace) -> None:
    assert product_footprint(made.declaration(), "3", made.moment)["specVersion"] == "3.0.3"
    with pytest.raises(UsageError, match=r"PACT version '1\.0' is not known; choose one of 3\.0\.3, 2\.3\.0"):
        product_footprint(made.declaration(), "1.0")


def test_one_model_is_the_file_and_several_are_files_beside_it(made: SimpleNamespace, tmp_path: Path) -> None:
    one = write_pact([made.declaration()], tmp_path / "one.json", created=made.moment)
    assert one == [tmp_path / "one.json"]
    assert json.loads(one[0].read_text(encoding="utf-8"))["productNameCompany"] == "PB-60 LFP"
    models = [made.declaration(model=name) for name in ("A", "B 电池")]
    several = write_pact(models, tmp_path / "out.json", created=made.moment)
    assert [path.name for path in several] == ["out-A.json", "out-B_电池.json"]
    assert json.loads(several[1].read_text(encoding="utf-8"))["productNameCompany"] == "B 电池"
    assert len(list(tmp_path.iterdir())) == 3


HOSTILE = [
    *("../../etc/passwd", "..", ".", "/", "C:\\x", "a/b", "a:b", "=cmd|' /C calc'!A0", "CON", "x" * 5000),
    *("电" * 500, "a\x00b", "new\nline", "-rf", "a", "A", "a ", "a-2", "", "\ud800", "é", "é"),
]


def test_hostile_names_stay_in_the_folder(made: SimpleNamespace, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    models = [made.declaration(model=name) for name in HOSTILE if name.strip()]
    written = write_pact(models, folder / "out.json", created=made.moment)
    assert sorted(folder.iterdir()) == sorted(written)
    assert len(written) == len(models)
    assert list(tmp_path.iterdir()) == [folder]


@given(st.lists(st.text(), min_size=2, max_size=8), st.integers(1, 300))
def test_names_of_files(models: list[str], stem: int) -> None:
    paths = model_paths(Path("folder") / f"{'o' * stem}.json", models)
    assert all(path.parent == Path("folder") for path in paths)
    assert len({path.name.casefold() for path in paths}) == len(models)
    assert all(stem > 170 or len(path.name.encode()) <= 255 for path in paths)
    for model in models:
        name = safe_name(model)
        assert name
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert not name.startswith((".", "-"))


def test_an_input_is_never_written_over(made: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "out-A.json").write_text("mine")
    models = [made.declaration(model="A"), made.declaration(model="B")]
    with pytest.raises(UsageError, match="would overwrite the input"):
        write_pact(models, tmp_path / "out.json", inputs=[tmp_path / "out-A.json"])
    assert (tmp_path / "out-A.json").read_text() == "mine"
    assert not (tmp_path / "out-B.json").exists()


@given(st.floats(-1e300, 1e300))
def test_decimal_strings(value: float) -> None:
    text = plain(value)
    assert "e" not in text.lower()
    assert text.removeprefix("-")[:1].isdigit()
    assert text[-1].isdigit()
    assert Decimal(text) == decimal(value)
    assert float(text) == pytest.approx(value, rel=1e-9)
    assert not (text.startswith("-") and Decimal(text) == 0)


def test_the_sum_adds_up_to_the_digit(made: SimpleNamespace) -> None:
    odd = made.declaration(
        stages=made.stages(raw_materials=1 / 3, production=2 / 7), biogenic_uptake_kgco2e=-1 / 9
    )
    pcf = product_footprint(odd, created=made.moment)["pcf"]
    assert Decimal(pcf["pcfExcludingBiogenicUptake"]) + Decimal(pcf["biogenicCO2Uptake"]) == Decimal(
        pcf["pcfIncludingBiogenicUptake"]
    )


def test_the_schema_refuses_what_is_not_of_the_model(made: SimpleNamespace, schema: Schema) -> None:
    found = product_footprint(made.declaration(), created=made.moment)
    for field, value in (
        ("pcfExcludingBiogenicUptake", 4000.75),
        ("fossilGhgEmissions", "-1"),
        ("biogenicCO2Uptake", "2.2"),
        ("geographyRegionOrSubregion", "Asia"),
        ("pcfExcludingBiogenic", "1"),
        ("declaredUnitAmount", "0.0"),
        ("referencePeriodEnd", "2025-12-31"),
    ):
        changed = copy.deepcopy(found)
        changed["pcf"][field] = value
        assert not schema("pact-3.0.3").is_valid(changed), field


def test_a_declaration_without_a_stage(made: SimpleNamespace) -> None:
    short = replace(made.declaration(), stages=made.stages()[:2])
    said = product_footprint(short, created=made.moment)["comment"]
    assert "distribution not known; end of life and recycling not known" in said


def test_biogenic_carbon_without_an_uptake_is_no_empty_cell(made: SimpleNamespace) -> None:
    told = made.declaration(biogenic_uptake_kgco2e=float("nan"))
    with pytest.raises(InputError, match=r"biogenic_carbon is '0\.6'; expected 0: what biomass takes up"):
        product_footprint(told, created=made.moment)
    with pytest.raises(InputError, match="biogenic_carbon is empty"):
        product_footprint(made.without("biogenic_carbon", biogenic_uptake_kgco2e=float("nan")))


def test_the_comment_is_made_of_sentences(made: SimpleNamespace) -> None:
    told = made.declaration(provisional=("no act is adopted", "cut-off: none."), warnings=("30 is low",))
    said = product_footprint(told, created=made.moment)["comment"]
    assert said.endswith("30 is low. No act is adopted. Cut-off: none.")


def test_who_drew_up_the_rules(made: SimpleNamespace) -> None:
    pcf = product_footprint(made.declaration(rules_operator="European Commission"), created=made.moment)[
        "pcf"
    ]
    assert pcf["productOrSectorSpecificRules"][0]["otherOperatorName"] == "European Commission"
