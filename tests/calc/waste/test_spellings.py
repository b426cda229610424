"""Goods and treatments as traders write them; what may be several things is asked back."""

from __future__ import annotations

import pytest

from factors.wastes import good_key, nearest_goods, treatment_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *((text, "copper scrap") for text in ("copper scrap", "Copper Scraps", "废铜", "废杂铜", "紫铜废料")),
        *((text, "brass scrap") for text in ("brass scrap", "黄铜废料", "黄铜屑", "brass turnings")),
        *((text, "steel scrap") for text in ("HMS 1&2", "heavy melting steel", "废钢材", "shredded scrap")),
        *(
            (text, "aluminium scrap")
            for text in ("aluminum scraps", "铝合金废料", "waste and scrap of aluminium")
        ),
        *((text, "waste cables") for text in ("copper cable", "废旧电线电缆")),
        *((text, "lead-acid batteries") for text in ("spent lead-acid batteries", "spent lead acid battery")),
        *(
            (text, "lead-acid batteries")
            for text in ("废旧铅酸电池", "废铅电池", "scrap lead-acid batteries")
        ),
        *(
            (text, "lithium-ion batteries")
            for text in ("Li-ion battery", "LFP batteries", "废旧磷酸铁锂电池")
        ),
        *((text, "black mass") for text in ("black mass", "黑粉", "废电池黑粉")),
        *((text, "mixed WEEE") for text in ("e-waste", "e-scrap", "电子废弃物", "废旧电器")),
        *(
            (text, "electric arc furnace dust")
            for text in ("EAF dust", "电弧炉粉尘", "electric-arc-furnace dust")
        ),
        *((text, "fly ash") for text in ("fly ash", "粉煤灰", "coal fly ash")),
        *((text, "aluminium dross") for text in ("二次铝灰", "aluminum dross")),
        *((text, "tyres") for text in ("waste tyre", "used tires", "废旧轮胎")),
        *((text, "industrial waste") for text in ("一般工业固体废物", "general industrial solid waste")),
    ],
)
def test_good(text: str, key: str) -> None:
    assert good_key(text) == key


@pytest.mark.parametrize(
    "text",
    ["飞灰", "废电解液", "lithium batteries", "锂电池", "copper", "EV batteries", "solid waste", "PCB"],
)
def test_what_may_be_several_goods_is_none(text: str) -> None:
    """Fly ash of municipal incinerators is hazardous and also called 飞灰; PCB is a board and a poison."""
    assert good_key(text) is None


def test_several_are_suggested() -> None:
    assert {"lithium-ion batteries", "lithium metal batteries"} <= set(nearest_goods("lithium batteries"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *((text, "recycling") for text in ("R4", "remelting", "再生", "综合利用", "循环再生")),
        *((text, "incineration") for text in ("incinerate", "D10", "焚烧处理")),
        *((text, "physico-chemical treatment") for text in ("physicochemical treatment", "物化")),
        *((text, "secure landfill") for text in ("危废填埋", "landfill for hazardous waste")),
        *((text, None) for text in ("disposal", "处置", "storage", "hydrometallurgy", "recovery")),
    ],
)
def test_treatment(text: str, key: str | None) -> None:
    assert treatment_key(text) == key
