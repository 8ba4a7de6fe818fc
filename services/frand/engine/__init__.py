"""Owns the numerics of essentiality and rates: counts, shares and money from checks. Needs only numpy and scipy."""

from services.frand.engine.aggregates import AggregateInput, AggregateShape, RoyaltyBasis
from services.frand.engine.counts import essential_interval, essential_posterior, posterior_mean, posterior_quantiles
from services.frand.engine.derivation import Derivation, Kind, MethodAnswer, Omitted, Quantity, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.evaluators import RoganGladen, rogan_gladen, rogan_gladen_finding
from services.frand.engine.games import SampledShapley, shapley_exact, shapley_of_groups, shapley_sampled
from services.frand.engine.incremental_value import (
    Alternative,
    BargainingModel,
    IncrementalValueInputs,
    incremental_value,
)
from services.frand.engine.inputs import Money, Rounding
from services.frand.engine.money import present_value, value_skew_sigma
from services.frand.engine.pooling import PooledPrior, pooled_prior
from services.frand.engine.precision import half_width_normal
from services.frand.engine.profit_apportionment import ProfitApportionmentInputs, profit_apportionment
from services.frand.engine.rate_card import rate_card
from services.frand.engine.rate_card_inputs import (
    AnnualCap,
    LicenseeStatus,
    RateCardInputs,
    RateFactor,
    RateLine,
    RateProgramme,
    VolumeTier,
    WaiverKind,
)
from services.frand.engine.shapley import CoalitionValue, GameStructure, Player, ShapleyInputs, shapley
from services.frand.engine.shares import ShareDistributions, share_quantiles, share_quantiles_of
from services.frand.engine.territories import TerritorialRatesInputs, territorial_rates
from services.frand.engine.top_down import (
    AggregateRoyalty,
    HolderRate,
    ShareEstimate,
    TopDownRates,
    share_estimates,
    top_down,
)
from services.frand.engine.top_down_inputs import (
    CheckedFamilies,
    CountedFamilies,
    EstimatedShare,
    ExpiryGroup,
    Generation,
    HolderShare,
    Territory,
    TopDownInputs,
)
from services.frand.engine.weighted import WeightedShares, weighted_share_quantiles

ENGINE_VERSION = "1"
"""Part of every calculation's address: raised whenever any number of any answer can change."""

__all__ = [
    "ENGINE_VERSION",
    "AggregateInput",
    "AggregateRoyalty",
    "AggregateShape",
    "Alternative",
    "AnnualCap",
    "BargainingModel",
    "CheckedFamilies",
    "CoalitionValue",
    "CountedFamilies",
    "Derivation",
    "EstimatedShare",
    "ExpiryGroup",
    "GameStructure",
    "Generation",
    "HolderRate",
    "HolderShare",
    "IncrementalValueInputs",
    "InvalidInput",
    "Kind",
    "LicenseeStatus",
    "MethodAnswer",
    "Money",
    "Omitted",
    "Player",
    "PooledPrior",
    "ProfitApportionmentInputs",
    "Quantity",
    "RateCardInputs",
    "RateFactor",
    "RateLine",
    "RateProgramme",
    "Result",
    "RoganGladen",
    "Rounding",
    "RoyaltyBasis",
    "SampledShapley",
    "ShapleyInputs",
    "ShareDistributions",
    "ShareEstimate",
    "TerritorialRatesInputs",
    "Territory",
    "TopDownInputs",
    "TopDownRates",
    "VolumeTier",
    "WaiverKind",
    "WeightedShares",
    "essential_interval",
    "essential_posterior",
    "half_width_normal",
    "incremental_value",
    "pooled_prior",
    "posterior_mean",
    "posterior_quantiles",
    "present_value",
    "profit_apportionment",
    "rate_card",
    "rogan_gladen",
    "rogan_gladen_finding",
    "shapley",
    "shapley_exact",
    "shapley_of_groups",
    "shapley_sampled",
    "share_estimates",
    "share_quantiles",
    "share_quantiles_of",
    "territorial_rates",
    "top_down",
    "value_skew_sigma",
    "weighted_share_quantiles",
]
