"""What people write for yes and no, for the way of measuring, and for exemptions."""

from __future__ import annotations

from factors.names import normalised

YES, NO, EMPTY, UNKNOWN = 1, 0, -1, -2

_YES = ("yes", "y", "true", "1", "x", "是", "有", "超标", "超过", "exceeded")
_NO = (
    "no",
    "n",
    "false",
    "0",
    "-",
    "否",
    "无",
    "不",
    "未超标",
    "达标",
    "未超过",
    "not exceeded",
    "compliant",
)
_METHODS = {  # Art. 10, in the order of the law
    "automatic monitoring": ("automatic", "cems", "online", "online monitoring", "自动监测", "在线监测", "1"),
    "monitoring by a body": (
        *("monitoring", "monitoring body", "laboratory", "manual", "own monitoring"),
        *("监测机构监测", "监测机构", "手工监测", "自行监测", "委托监测", "2"),
    ),
    "emission coefficients or mass balance": (
        *("coefficients", "emission coefficients", "emission factor", "emission factors", "mass balance"),
        *("产排污系数", "排污系数", "物料衡算", "系数", "3"),
    ),
    "sampling as the province decides": (
        *("sampling", "sampling estimate", "provincial sampling", "抽样测算", "核定", "4"),
    ),
}
_EXEMPT = {  # key of cn.exemptions -> spellings
    "sewage-works": (
        *("sewage works", "wastewater treatment plant", "sewage treatment plant", "municipal sewer"),
        *("discharge to sewage works", "污水集中处理", "污水处理厂", "依法设立的污水集中处理", "Art. 4(1)"),
    ),
    "stored-or-disposed": ("stored or disposed", "贮存或处置", "Art. 4(2)"),
    "agriculture": ("agriculture", "farming", "农业生产", "农业", "Art. 12(1)"),
    "mobile-source": ("mobile source", "mobile sources", "vehicles", "流动污染源", "移动源", "Art. 12(2)"),
    "municipal-works": (
        *("municipal works", "municipal sewage works", "urban sewage works"),
        *("城乡污水集中处理", "城乡污水集中处理场所", "生活垃圾集中处理场所", "Art. 12(3)"),
    ),
    "comprehensive-use": ("comprehensive use", "comprehensive utilisation", "综合利用", "Art. 12(4)"),
    "state-council": ("state council", "国务院批准", "Art. 12(5)"),
}
WITHIN_STANDARD = "municipal-works"  # exempt only where no limit is exceeded
METHODS = tuple(_METHODS)
_METHOD_OF = {
    normalised(text): n for n, (name, texts) in enumerate(_METHODS.items()) for text in (name, *texts)
}
_EXEMPTION_OF = {normalised(text): key for key, texts in _EXEMPT.items() for text in (key, *texts)}
_ANSWERS = {normalised(text) or text: YES for text in _YES} | {normalised(text) or text: NO for text in _NO}


def answer(text: str) -> int:
    """Return `YES` or `NO`, `UNKNOWN` for any other text."""
    return _ANSWERS.get(normalised(text) or text.strip(), UNKNOWN)


def method_of(text: str) -> int:
    """Return the place of a way of measuring in `METHODS`, -1 for one that is not known."""
    return _METHOD_OF.get(normalised(text), -1)


def exemption_of(text: str) -> str:
    """Return the key of an exemption, '' for an answer of no, None's stand-in '?' for what is not known."""
    found = _EXEMPTION_OF.get(normalised(text))
    return found if found is not None else "" if answer(text) == NO else "?"
