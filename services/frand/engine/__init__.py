"""Owns the numerics of essentiality and rates: counts, shares and money from checks. Needs only numpy and scipy."""

from services.frand.engine.aggregates import AggregateInput, AggregateShape
from services.frand.engine.amounts import CURRENCIES, Money
from services.frand.engine.changed_inputs import with_values
from services.frand.engine.comparables import comparables
from services.frand.engine.comparables_inputs import ComparablesInputs, LicenceExclusions, RateCombination, RoyaltyBasis
from services.frand.engine.counts import essential_interval, essential_posterior, posterior_mean, posterior_quantiles
from services.frand.engine.cross_checks import cross_checks
from services.frand.engine.cross_checks_inputs import (
    CheckedRate,
    CrossChecksInputs,
    KeyRate,
    RateOrigin,
    SituatedLicensee,
)
from services.frand.engine.derivation import Derivation, Kind, MethodAnswer, Omitted, Quantity, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.estimated_shares import estimated_shares
from services.frand.engine.evaluators import RoganGladen, rogan_gladen, rogan_gladen_finding
from services.frand.engine.games import SampledShapley, shapley_exact, shapley_of_groups, shapley_sampled
from services.frand.engine.incremental_value import (
    Alternative,
    BargainingModel,
    IncrementalValueInputs,
    incremental_value,
)
from services.frand.engine.inputs import Rounding
from services.frand.engine.interest import Compounding, DayCount, InterestTerms, growth, year_fraction
from services.frand.engine.licence_terms import (
    CarveOut,
    CrossLicence,
    ExchangeDay,
    FieldAudience,
    LicencePayment,
    LicenceRenewal,
    LicenseeSize,
    PaymentDirection,
    PortfolioStrength,
    RateAdjustment,
    ReleaseTreatment,
    RoyaltyTier,
    RunningRoyalty,
    ScopeWeight,
    VolumeKind,
    VolumeLine,
)
from services.frand.engine.licences import ComparableLicence
from services.frand.engine.money import present_value, value_skew_sigma
from services.frand.engine.next_check import NextCheck, next_check
from services.frand.engine.offers import offers
from services.frand.engine.offers_inputs import (
    AggregateGround,
    DistributionKind,
    DistributionPoint,
    OffersInputs,
    RateDistribution,
    RateOffer,
    StrengthGround,
)
from services.frand.engine.payments import instalments, lump_sum, payments
from services.frand.engine.payments_inputs import LumpSumInputs, PaymentsInputs, SalesPeriod, ScheduledPayment
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
from services.frand.engine.rate_probabilities import rate_probabilities
from services.frand.engine.sensitivities import (
    SobolIndices,
    TornadoBar,
    recomputed,
    sensitivities,
    sobol,
    tornado,
)
from services.frand.engine.sensitivity_inputs import InputSpread, InputSwing, SensitivityInputs, UncertainInput
from services.frand.engine.series import (
    DatedSeries,
    SeriesInterpolation,
    SeriesKind,
    SeriesPoint,
    convert,
    exchange_rate,
    index_ratio,
)
from services.frand.engine.shapley import CoalitionValue, GameStructure, Player, ShapleyInputs, shapley
from services.frand.engine.shares import ShareDistributions, share_probabilities, share_quantiles, share_quantiles_of
from services.frand.engine.territories import TerritorialRatesInputs, territorial_rates
from services.frand.engine.top_down import (
    AggregateRoyalty,
    HolderRate,
    ShareEstimate,
    TopDownRates,
    share_estimates,
    top_down,
)
from services.frand.engine.top_down_again import input_paths, top_down_again
from services.frand.engine.top_down_inputs import (
    CheckedFamilies,
    CountedFamilies,
    EstimatedShare,
    ExpiryGroup,
    Generation,
    HolderShare,
    MeasuredEvaluators,
    ShareQuantile,
    Territory,
    TopDownInputs,
)
from services.frand.engine.uncertain_evaluators import (
    UncertainShares,
    beta_nodes,
    essential_posterior_uncertain,
    share_probabilities_uncertain,
    share_quantiles_uncertain,
)
from services.frand.engine.weighted import WeightedShares, weighted_share_quantiles

ENGINE_VERSION = "5"
"""Part of every calculation's address: raised whenever any number of any answer can change."""

__all__ = [
    "CURRENCIES",
    "ENGINE_VERSION",
    "AggregateGround",
    "AggregateInput",
    "AggregateRoyalty",
    "AggregateShape",
    "Alternative",
    "AnnualCap",
    "BargainingModel",
    "CarveOut",
    "CheckedFamilies",
    "CheckedRate",
    "CoalitionValue",
    "ComparableLicence",
    "ComparablesInputs",
    "Compounding",
    "CountedFamilies",
    "CrossChecksInputs",
    "CrossLicence",
    "DatedSeries",
    "DayCount",
    "Derivation",
    "DistributionKind",
    "DistributionPoint",
    "EstimatedShare",
    "ExchangeDay",
    "ExpiryGroup",
    "FieldAudience",
    "GameStructure",
    "Generation",
    "HolderRate",
    "HolderShare",
    "IncrementalValueInputs",
    "InputSpread",
    "InputSwing",
    "InterestTerms",
    "InvalidInput",
    "KeyRate",
    "Kind",
    "LicenceExclusions",
    "LicencePayment",
    "LicenceRenewal",
    "LicenseeSize",
    "LicenseeStatus",
    "LumpSumInputs",
    "MeasuredEvaluators",
    "MethodAnswer",
    "Money",
    "NextCheck",
    "OffersInputs",
    "Omitted",
    "PaymentDirection",
    "PaymentsInputs",
    "Player",
    "PooledPrior",
    "PortfolioStrength",
    "ProfitApportionmentInputs",
    "Quantity",
    "RateAdjustment",
    "RateCardInputs",
    "RateCombination",
    "RateDistribution",
    "RateFactor",
    "RateLine",
    "RateOffer",
    "RateOrigin",
    "RateProgramme",
    "ReleaseTreatment",
    "Result",
    "RoganGladen",
    "Rounding",
    "RoyaltyBasis",
    "RoyaltyTier",
    "RunningRoyalty",
    "SalesPeriod",
    "SampledShapley",
    "ScheduledPayment",
    "ScopeWeight",
    "SensitivityInputs",
    "SeriesInterpolation",
    "SeriesKind",
    "SeriesPoint",
    "ShapleyInputs",
    "ShareDistributions",
    "ShareEstimate",
    "ShareQuantile",
    "SituatedLicensee",
    "SobolIndices",
    "StrengthGround",
    "TerritorialRatesInputs",
    "Territory",
    "TopDownInputs",
    "TopDownRates",
    "TornadoBar",
    "UncertainInput",
    "UncertainShares",
    "VolumeKind",
    "VolumeLine",
    "VolumeTier",
    "WaiverKind",
    "WeightedShares",
    "beta_nodes",
    "comparables",
    "convert",
    "cross_checks",
    "essential_interval",
    "essential_posterior",
    "essential_posterior_uncertain",
    "estimated_shares",
    "exchange_rate",
    "growth",
    "half_width_normal",
    "incremental_value",
    "index_ratio",
    "input_paths",
    "instalments",
    "lump_sum",
    "next_check",
    "offers",
    "payments",
    "pooled_prior",
    "posterior_mean",
    "posterior_quantiles",
    "present_value",
    "profit_apportionment",
    "rate_card",
    "rate_probabilities",
    "recomputed",
    "rogan_gladen",
    "rogan_gladen_finding",
    "sensitivities",
    "shapley",
    "shapley_exact",
    "shapley_of_groups",
    "shapley_sampled",
    "share_estimates",
    "share_probabilities",
    "share_probabilities_uncertain",
    "share_quantiles",
    "share_quantiles_of",
    "share_quantiles_uncertain",
    "sobol",
    "territorial_rates",
    "top_down",
    "top_down_again",
    "tornado",
    "value_skew_sigma",
    "weighted_share_quantiles",
    "with_values",
    "year_fraction",
]
