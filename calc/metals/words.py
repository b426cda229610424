"""What people write for routes, scrap grades and allocations."""

from __future__ import annotations

ROUTES = {  # spelling -> recycled share
    **dict.fromkeys(("primary", "virgin", "原生", "原铝", "一次"), 0.0),
    **dict.fromkeys(("secondary", "recycled", "scrap", "remelted", "再生", "回收", "二次", "废料"), 1.0),
}
GRADES = {  # spelling of a scrap grade -> variant of the secondary route
    **dict.fromkeys(
        ("no. 1", "no 1", "no.1", "#1", "millberry", "bare bright", "new scrap", "1号", "1号铜"),
        "No. 1 scrap",
    ),
    **dict.fromkeys(("no. 2", "no 2", "no.2", "#2", "birch", "cliff", "2号", "2号铜"), "No. 2 scrap"),
    **dict.fromkeys(("low grade", "low-grade", "低品位"), "low grade scrap"),
    **dict.fromkeys(("brass", "bronze", "brass and bronze", "黄杂铜", "黄铜"), "brass and bronze scrap"),
    **dict.fromkeys(("electronic", "e-scrap", "weee", "pcb", "电子废料"), "electronic scrap"),
}

CUT_OFF, AVOIDED, CFF = range(3)
ALLOCATIONS = {
    **dict.fromkeys(("cut-off", "cutoff", "cut off", "recycled content", "截断法"), CUT_OFF),
    **dict.fromkeys(
        ("avoided burden", "avoided-burden", "end-of-life", "substitution", "避免负担法"), AVOIDED
    ),
    **dict.fromkeys(("cff", "circular footprint formula", "循环足迹公式"), CFF),
}


def plain(text: str) -> str:
    """Return a text without case and with single spaces, as the words above are written."""
    return " ".join(text.casefold().split())
