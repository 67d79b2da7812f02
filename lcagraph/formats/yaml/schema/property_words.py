"""What each property of a product is for, as editors show it beside the key."""

from __future__ import annotations

from collections.abc import Mapping

PROPERTY_WORDS: Mapping[str, str] = {
    "mass": "Mass per unit, as 1.86 kg/piece: freight, balances, allocation; 单位质量",
    "volume": "Volume per unit, as 20 L/piece: allocation by volume; 单位体积",
    "density": "Mass per volume, as 0.84 kg/L: leads from one to the other; 密度",
    "energy": "Energy per unit, as 3.6 MJ/kg: energy balance; 单位能量",
    "lhv": "Lower heating value: allocation by energy, energy balance; 低位热值",
    "hhv": "Higher heating value; 高位热值",
    "exergy": "Exergy per unit, as 1.1 MJ/kg of steam: allocation by exergy; 㶲",
    "moles": "Amount of substance per unit: allocation by moles; 物质的量",
    "carbon": "Carbon per unit: carbon balance, allocation by carbon; 含碳量",
    "biogenic_carbon": "Biogenic carbon per unit: carbon stored; 生物源碳含量",
    "fossil_carbon": "Fossil carbon per unit: carbon balance; 化石碳含量",
    "water": "Water per unit; 含水量",
    "dry_matter": "Dry matter per unit: allocation by dry_matter; 干物质含量",
    "price": "Price per unit, as 9 CNY/kg: economic allocation; 单价",
    "count": "Pieces per unit, as 400 piece/t: allocation by count; 件数",
    "space": "Space that a unit takes in store, as 1.2 m3/piece: time_space; 占用空间",
    "residence_time": "How long it stays in store, as 30 d: time_space; 停留时间",
    "efficiency": "Own efficiency of a heat or power output: efficiency; 自身效率",
    "reference_efficiency": "Efficiency of producing heat or power alone: "
    "alternative_production, benefit_distribution; 分产参考效率",
}
"""Property → what it is and what it is for. Any other word may name a property too; it
is a basis of allocation by its own name."""
