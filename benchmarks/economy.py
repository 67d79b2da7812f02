"""Who buys from whom in a synthetic background, in shares of value: see `synthetic`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Ints = NDArray[np.intp]
TECHNOLOGIES = 14
KINDS = ("producer", "market", "gen", "hv", "mv", "lv", "waste", "infra")
LEAF_SHARE = 0.40
VALUE_SHARE = 0.62
MARKET_SHARE = 0.88
LOCALITY = 0.995
OWN_SECTOR = 0.92
MEAN_INPUTS = 12.9 * 2.02
GENERIC_WASTES, GENERIC_CHEMICALS = 3.2, 2.6
POPULARITY = 1.15
REGION_ZIPF = 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product with the processes that make it and the markets that sell it."""

    sector: int
    producers: list[int]
    markets: list[int]
    is_leaf: bool
    family: str


def zipf_weights(n: int, s: float, rng: np.random.Generator) -> Reals:
    """Shares that fall with rank^−s, in random order, shape (n,). [1]"""
    weights = 1.0 / np.arange(1, n + 1) ** s
    rng.shuffle(weights)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


class Hub:
    """Some products that everybody buys; the first are bought most."""

    def __init__(self, members: Ints) -> None:
        self.members = members
        self.cumulated: Reals = np.empty(0)

    def weigh(self, rng: np.random.Generator) -> None:
        self.cumulated = np.cumsum(zipf_weights(len(self.members), 1.0, rng))

    def pick(self, rng: np.random.Generator) -> int:
        at = int(np.searchsorted(self.cumulated, rng.random()))
        return int(self.members[min(at, len(self.members) - 1)])


class Economy:
    """Draws processes and their inputs, in shares of value."""

    def __init__(self, n: int, seed: int) -> None:
        self.rng = rng = np.random.default_rng(seed)
        size = n / 23_500.0
        self.regions = max(8, int(140 * min(1.0, size**0.5)))
        self.sectors = max(10, int(160 * size))
        self.region_weights = zipf_weights(self.regions, REGION_ZIPF, rng)
        self.kinds: list[int] = []
        self.region: list[int] = []
        self.entries: list[tuple[int, int, float]] = []
        self._grids()
        self.products: list[Product] = []
        self._add_products(n - len(self.kinds))
        self._popularity()
        self._hubs()
        self._relations()
        for region in range(self.regions):
            self._electricity(region)
        for product in self.products:
            self._inputs(product)

    def _add(self, kind: str, region: int) -> int:
        self.kinds.append(KINDS.index(kind))
        self.region.append(region)
        return len(self.kinds) - 1

    def _put(self, supplier: int, consumer: int, share: float) -> None:
        if supplier != consumer and share > 0:
            self.entries.append((supplier, consumer, share))

    # ------------------------------------------------------------ who there is

    def _grids(self) -> None:
        """Voltage levels and generators of each region."""
        rng = self.rng
        self.high, self.medium, self.low = ([0] * self.regions for _ in range(3))
        self.generators: list[list[tuple[int, int]]] = []
        for region in range(self.regions):
            self.high[region] = self._add("hv", region)
            self.medium[region] = self._add("mv", region)
            self.low[region] = self._add("lv", region)
            count = rng.integers(6, TECHNOLOGIES + 1)
            kinds = rng.choice(TECHNOLOGIES, count, replace=False)
            self.generators.append([(int(t), self._add("gen", region)) for t in kinds])
        self.neighbours = [
            rng.choice(self.regions, size=rng.integers(1, 4), replace=False)
            for _ in range(self.regions)
        ]

    def _add_products(self, budget: int) -> None:
        sector_weights = zipf_weights(self.sectors, 0.6, self.rng)
        used = 0
        while used < budget - 6:
            sector = int(self.rng.choice(self.sectors, p=sector_weights))
            used += self._add_product(sector, budget - used)

    def _add_product(self, sector: int, left: int) -> int:
        """Processes that one product needs."""
        rng = self.rng
        is_leaf = bool(rng.random() < LEAF_SHARE)
        draw = rng.random()
        family = "infra" if draw < 0.10 else ("waste" if draw < 0.22 else "goods")
        count = 1 + min(int(rng.geometric(0.42)) - 1, 12)
        if rng.random() < 0.03:  # heat, cement and crops exist in many regions
            count += int(rng.integers(5, 30))
        markets = 1 if rng.random() < 0.68 else int(rng.integers(2, 5))
        markets = min(markets, count + 1)
        if count + markets > left:
            count, markets = max(1, left - 1), 1
        kind = "producer" if family == "goods" else family
        made = [self._add(kind, self._somewhere()) for _ in range(count)]
        sold = [self._add("market", self._somewhere()) for _ in range(markets)]
        self.products.append(
            Product(
                sector=sector,
                producers=made,
                markets=sold,
                is_leaf=is_leaf,
                family=family,
            )
        )
        return count + markets

    def _somewhere(self) -> int:
        return int(self.rng.choice(self.regions, p=self.region_weights))

    def _popularity(self) -> None:
        """How often the products of a sector are bought, leaves never."""
        members: dict[tuple[str, int], list[int]] = {}
        for number, product in enumerate(self.products):
            if not product.is_leaf:
                members.setdefault((product.family, product.sector), []).append(number)
        self.popular: dict[tuple[str, int], tuple[list[int], Reals]] = {}
        for family in ("goods", "infra", "waste"):
            for sector in range(self.sectors):
                if found := members.get((family, sector)):
                    weights = zipf_weights(len(found), POPULARITY, self.rng)
                    self.popular[family, sector] = (found, np.cumsum(weights))

    def _hubs(self) -> None:
        self.goods = self._bought("goods") or [0]
        wastes = self._bought("waste") or self.goods
        infras = self._bought("infra") or self.goods
        self.freight, self.heat = self._hub(self.goods, 24), self._hub(self.goods, 18)
        self.water, self.wastes = self._hub(self.goods, 6), self._hub(wastes, 24)
        self.chemicals, self.plants = self._hub(self.goods, 40), self._hub(infras, 48)
        self.fuel_of = self._hub(self.goods, TECHNOLOGIES).members
        self.plant_of = self._hub(infras, TECHNOLOGIES).members
        for hub in (
            self.freight,
            self.heat,
            self.water,
            self.wastes,
            self.chemicals,
            self.plants,
        ):
            hub.weigh(self.rng)

    def _bought(self, family: str) -> list[int]:
        return [
            number
            for number, product in enumerate(self.products)
            if product.family == family and not product.is_leaf
        ]

    def _hub(self, pool: list[int], most: int) -> Hub:
        return Hub(self.rng.choice(pool, size=min(most, len(pool)), replace=False))

    def _relations(self) -> None:
        """A sector buys from itself, its neighbours on a ring and two far ones."""
        other = np.array([0, 0.34, 0.24, 0.2, 0.14, 0.08])
        own = np.array([1, 0, 0, 0, 0, 0])
        self.relation = np.cumsum(OWN_SECTOR * own + (1 - OWN_SECTOR) * other)
        self.related: list[list[int]] = []
        for sector in range(self.sectors):
            near = [(sector + step) % self.sectors for step in (1, 2, -1)]
            far = self.rng.choice(self.sectors, 2, replace=False).tolist()
            self.related.append([sector, *near, *far])

    # -------------------------------------------------------------- who buys

    def _market(self, product: int, region: int) -> int:
        """Market of a product that a process of the region buys from."""
        markets = self.products[product].markets
        here = [market for market in markets if self.region[market] == region]
        return here[0] if here else markets[region % len(markets)]

    def _electricity(self, region: int) -> None:
        rng = self.rng
        made = self.generators[region]
        high, medium, low = self.high[region], self.medium[region], self.low[region]
        others = [int(q) for q in self.neighbours[region] if q != region]
        imported = rng.uniform(0.02, 0.2) if others else 0.0
        weights = rng.dirichlet(np.full(len(made), 0.4)) * (0.97 - imported)
        for (_, generator), share in zip(made, weights, strict=True):
            self._put(generator, high, share)
        shares = rng.dirichlet(np.ones(max(1, len(others)))) * imported
        for other, share in zip(others, shares, strict=False):
            self._put(self.high[other], high, share)
        self._put(high, medium, 0.96)
        self._put(medium, low, 0.95)
        for level in (high, medium, low):
            plant = self._market(self.plants.pick(rng), region)
            self._put(plant, level, 0.01 * rng.random())
        for technology, generator in made:
            self._generator(technology, generator, region)

    def _generator(self, technology: int, generator: int, region: int) -> None:
        rng = self.rng
        burns = technology < 8
        fuel = rng.uniform(0.1, 0.6) if burns else rng.uniform(0.001, 0.02)
        self._put(self._market(int(self.fuel_of[technology]), region), generator, fuel)
        plant = self._market(int(self.plant_of[technology]), region)
        self._put(plant, generator, rng.uniform(0.02, 0.2))
        for hub, most in ((self.water, 1), (self.chemicals, 3), (self.wastes, 3)):
            for _ in range(rng.integers(0, most + 1)):
                supplier = self._market(hub.pick(rng), region)
                self._put(supplier, generator, rng.uniform(1e-4, 0.01))

    def _inputs(self, product: Product) -> None:
        for market in product.markets:
            self._mix(product, market)
        for producer in product.producers:
            if self.rng.random() >= 0.02:  # the rest is cut off: no inputs
                self._recipe(product, producer)

    def _mix(self, product: Product, market: int) -> None:
        rng, markets = self.rng, product.markets
        suppliers = product.producers
        if len(markets) > 1:
            suppliers = [
                producer
                for place, producer in enumerate(product.producers)
                if (place + market) % len(markets) == 0 or rng.random() < 0.35
            ] or product.producers[:1]
            if rng.random() < 0.5:  # draws on another market of the product
                after = (markets.index(market) + 1) % len(markets)
                suppliers = [*suppliers, markets[after]]
        weights = rng.dirichlet(np.full(len(suppliers), 0.7)) * MARKET_SHARE
        for supplier, share in zip(suppliers, weights, strict=True):
            self._put(supplier, market, share)
        for _ in range(rng.integers(1, 5)):
            carrier = self._market(self.freight.pick(rng), self.region[market])
            self._put(carrier, market, rng.uniform(0.001, 0.03))

    def _recipe(self, product: Product, producer: int) -> None:
        rng = self.rng
        draw = rng.lognormal(np.log(MEAN_INPUTS) - 0.32, 0.8)
        wanted = int(np.clip(draw, 1, 220))
        bought = self._shared(self.region[producer])
        bought += self._special(product.sector, self.region[producer], wanted, bought)
        suppliers = np.unique(np.array(bought))
        suppliers = suppliers[suppliers != producer]
        if len(suppliers):
            weights = rng.dirichlet(np.full(len(suppliers), 0.35))
            weights = weights * VALUE_SHARE * rng.beta(5, 2)
            for supplier, share in zip(suppliers.tolist(), weights, strict=True):
                self._put(supplier, producer, max(share, 1e-12))

    def _shared(self, region: int) -> list[int]:
        """What nearly everybody buys."""
        rng = self.rng
        bought = []
        if rng.random() < 0.8:
            grid = self.medium if rng.random() < 0.7 else self.low
            bought.append(grid[region])
        for hub, chance in ((self.heat, 0.5), (self.water, 0.5), (self.plants, 0.6)):
            if rng.random() < chance:
                bought.append(self._market(hub.pick(rng), region))
        for hub, mean in (
            (self.wastes, GENERIC_WASTES),
            (self.chemicals, GENERIC_CHEMICALS),
        ):
            for _ in range(rng.poisson(mean)):
                bought.append(self._market(hub.pick(rng), region))
        return bought

    def _special(
        self, sector: int, region: int, wanted: int, shared: Sequence[int]
    ) -> list[int]:
        """What this sector buys."""
        rng = self.rng
        bought: list[int] = []
        while len(bought) + len(shared) < wanted:
            if rng.random() >= LOCALITY:
                product = self.goods[rng.integers(len(self.goods))]
                bought.append(self._market(product, region))
                continue
            near = min(int(np.searchsorted(self.relation, rng.random())), 5)
            family = "goods"
            if rng.random() >= 0.78:
                family = "infra" if rng.random() < 0.5 else "waste"
            place = (family, self.related[sector][near])
            if place not in self.popular:
                wanted -= 1
                continue
            members, cumulated = self.popular[place]
            at = min(int(np.searchsorted(cumulated, rng.random())), len(members) - 1)
            bought.append(self._market(members[at], region))
        return bought
