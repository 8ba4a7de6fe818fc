"""Owns which values a regime profile has: one class per section, one attribute per value, with its unit as its type."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from shared.regime.period import Period, Unit
from shared.regime.values import (
    Actor,
    Correspondence,
    Count,
    CountryCode,
    Disclosure,
    FamilyKey,
    Fee,
    FeeItem,
    Flag,
    Item,
    Obligation,
    OrNone,
    Part,
    Percent,
    PercentValue,
    PeriodValue,
    Positive,
    Procedure,
    RegistrationField,
    RemovalGround,
    ResultScope,
    SimulatedFindings,
    SizeClass,
    Standing,
    Text,
    ZoneValue,
)


class Section(Part):
    """A table of a profile: each attribute is one value with its source and status."""


class Regime(Section):
    """What regime this is.

    Attributes:
        name: the name of the file, without `.toml`.
        standing: what force it has.
        procedures: which procedures it offers; each has a section, and no other procedure has one.
    """

    name: Text
    title: Text
    standing: Standing
    legal_basis: Text
    procedures: frozenset[Procedure]


class Calendar(Section):
    """How legal dates are counted.

    Attributes:
        time_zone: whose midnight ends a day.
        holidays_country: whose public holidays are days off, or none.
        ends_on_working_day: a period that would end on a day off ends on the next working day.
    """

    time_zone: ZoneValue
    holidays_country: OrNone[CountryCode]
    ends_on_working_day: Flag


class Standards(Section):
    """Notifying a standard and opening it for registration. Each period runs from publication unless said."""

    joint_notice_due: PeriodValue  # by holders together, or through the SDO
    single_notice_due: PeriodValue  # by a holder alone
    implementer_notice_due: OrNone[PeriodValue]
    comments_open: PeriodValue
    registration_opens_within: PeriodValue  # from the earlier of final publication and aggregate royalty
    needs_frand_commitment: Flag


class Registration(Section):
    """Entering a patent for a standard in the register.

    Attributes:
        window: from the notice that opens registration; `window_after_grant` for a patent granted later.
        cure: at least this long to mend a defect before suspension.
        review_every: how often a sample of entries is checked for correctness, `review_share` of them.
        min_correspondences: pairs of claim and requirement an entry needs, named by `correspondence_names`.
        members_per_family: how many members must be registered for the family to count as registered.
        files_kept, personal_data_kept: after removal or expiry.
        fields: what an entry holds.
        database_items: what a request brings besides, for the database that is open after signing up.
    """

    window: PeriodValue
    window_after_grant: PeriodValue
    late_allowed: Flag
    unenforceable_while_missing: Flag
    no_royalties_while_missing: Flag
    cure: PeriodValue
    suspended_if_not_cured: Flag
    appeal_due: OrNone[PeriodValue]
    changes_due: PeriodValue
    review_every: OrNone[PeriodValue]
    review_share: OrNone[PercentValue]
    min_correspondences: Count
    correspondence_names: frozenset[Correspondence]
    members_per_family: Positive
    products_and_terms_due: OrNone[PeriodValue]
    court_ruling_due: OrNone[PeriodValue]
    dispute_outcome_due: OrNone[PeriodValue]
    removal_grounds: frozenset[RemovalGround]
    files_kept: OrNone[PeriodValue]
    personal_data_kept: OrNone[PeriodValue]
    fields: dict[str, RegistrationField]
    database_items: dict[str, RegistrationField] = Field(default_factory=dict[str, RegistrationField])


class AggregateRoyalty(Section):
    """Holders jointly notify a maximum for all patents essential to a standard."""

    notice_due: PeriodValue
    min_holders: Positive
    revisions_keep_history: Flag


class Facilitation(Section):
    """A mediator helps holders towards a joint figure."""

    min_share_of_patents: PercentValue
    request_due: PeriodValue
    request_due_new_implementation: PeriodValue
    ends_after: PeriodValue  # from the mediator's appointment


class ExpertOpinion(Section):
    """A panel's non-binding opinion on a global aggregate royalty.

    The gate: `min_share_of_patents` by holders taking part, and either `min_market_share` by implementers or
    `min_smes` of them.
    """

    request_due: PeriodValue
    interest_open: PeriodValue
    min_share_of_patents: PercentValue
    min_market_share: PercentValue
    min_smes: Positive
    panel_size: Positive
    panel_majority: Positive
    proposals_due: PeriodValue
    suspension_max: PeriodValue
    opinion_due: PeriodValue
    binding: Flag


class Checks(Section):
    """Checking a patent's essentiality, whatever led to the check.

    Attributes:
        opinion_due: from the evaluator's appointment.
        max_correspondences: pairs of claim and requirement a claim chart may hold.
        family_key: under which families are counted and only one member is checked.
        reasons_before_negative: a negative leaning goes to the holder with reasons first, to answer in `reply_open`.
        needs_dispute: a check is open to parties to a dispute only.
        evaluator_checks_per_year: how many one evaluator may be given.
        final_opinion_due: after the holder was heard, where that ends later than `opinion_due`.
        appointment_due: for the centre to appoint somebody when a check waits for it.
        extension: by how long the time for an opinion may be extended, `extensions` times, by `extended_by`.
        reply_extension: by how long the centre may extend a holder's time for the reply, `reply_extensions` times.
        duplicate_share: how many of the checks are given to a second evaluator who does not know it.
        ties_count_after: how long after its end a tie still counts, or none for ever; the same for groups.
        code_of_conduct: the version an evaluator must have consented to, or none.
        evaluator_open_checks: how many one evaluator may have open at a time.
        statement_open: how long the other party of a request has for a statement, or none where it isn't heard.
        essential_obligations: of which provisions one has to meet an element, for the claim to be essential.
        evaluator_charts: who checks may write a claim chart of their own.
    """

    opinion_due: PeriodValue
    evaluators_per_check: Positive
    claims_per_check: Positive
    max_correspondences: OrNone[Positive]
    checks_per_family: OrNone[Positive]
    result_holds_for: ResultScope
    family_key: FamilyKey
    reuse_earlier_results: Flag
    reasons_before_negative: Flag
    reply_open: OrNone[PeriodValue]
    binding: Flag
    needs_dispute: Flag
    evaluator_checks_per_year: OrNone[Positive]
    simulated_findings: SimulatedFindings
    # A profile without these is read as before them: campaigns keep the profile that they were announced under.
    final_opinion_due: PeriodValue = Period(1, Unit.MONTH)
    appointment_due: PeriodValue = Period(10, Unit.WORKING_DAY)
    extension: OrNone[PeriodValue] = None
    extensions: Count = 0
    reply_extension: OrNone[PeriodValue] = None
    reply_extensions: Count = 0
    extended_by: frozenset[Actor] = frozenset({Actor.CENTRE})
    duplicate_share: PercentValue = Percent(Decimal(0))
    ties_count_after: OrNone[PeriodValue] = None
    code_of_conduct: OrNone[Text] = None
    evaluator_open_checks: OrNone[Positive] = None
    statement_open: OrNone[PeriodValue] = None
    essential_obligations: frozenset[Obligation] = frozenset(Obligation)
    evaluator_charts: Flag = False


class Sampling(Section):
    """Drawing the patents to check.

    Attributes:
        exempt_sizes: holders of these sizes are not sampled.
        size: families per holder and standard by default; `half_width` at `confidence` is the precision wanted.
        chart_open: how long the holder has to file a claim chart.
        charts_awaited: nobody is given a check before that time has passed, or everybody has filed what was asked for.
    """

    every: PeriodValue
    exempt_sizes: frozenset[SizeClass]
    proposals_enter_sample: Flag
    size: Positive
    half_width: PercentValue
    confidence: PercentValue
    chart_open: PeriodValue
    charts_awaited: Flag = False


class Proposals(Section):
    """Checks that a party asks for; per party, year and standard, or none for no limit."""

    proposers: frozenset[Actor]
    per_holder_and_year: OrNone[Count]
    per_implementer_and_year: OrNone[Count]


class Observations(Section):
    """What others may say on a patent under check, from publication of the list; the holder may answer, once.

    Attributes:
        observers: who may: `anyone` with an account, a `stakeholder` (whoever acts for an organization), or holders or
            implementers alone.
        only_sampled: on drawn families alone, or on every family in the campaign's frame.
        reply_open: for the holder's reply, from the observation; none if there is no reply.
        author_shown: the holder and who checks learn who observed.
    """

    observers: frozenset[Actor]
    open: PeriodValue
    only_sampled: Flag
    reply_open: OrNone[PeriodValue] = None
    author_shown: Flag = False


class PeerEvaluation(Section):
    """A second look by other people at a check that leans to the negative."""

    requested_by: frozenset[Actor]
    only_after_negative: Flag
    evaluators: Positive
    opinion_due: PeriodValue


class Appeal(Section):
    """Re-evaluation by those who checked, then appeal to others.

    Attributes:
        reevaluation_due: to ask the same panel to look again, or none if it isn't offered.
        reevaluation_decided: for the same panel to decide then.
        appeal_due: to go to a new panel of `panel_size`, nobody of whom sat on the first.
        later_family_member_evaluators: in profiles that campaigns were announced under before; read by nobody. A family
            is what is checked, and one with a result is not checked again (`checks.reuse_earlier_results`), so there is
            no further member of it to check.
    """

    reevaluation_due: OrNone[PeriodValue]
    appeal_due: PeriodValue
    panel_size: Positive
    fresh_panel: Flag
    decision_due: PeriodValue
    later_family_member_evaluators: OrNone[Positive] = None
    reevaluation_decided: PeriodValue = Period(1, Unit.MONTH)


class Determination(Section):
    """Determining FRAND terms between two parties; `length` from the request to continue."""

    length: PeriodValue
    notify_due: PeriodValue
    answer_due: PeriodValue
    continuation_due: PeriodValue  # requester, when the respondent is silent, refuses or does not commit
    commitment_due: PeriodValue  # requester, and then respondent, when the answer is positive
    commitment_notice_due: PeriodValue
    termination_notice_due: PeriodValue
    candidates: Positive
    conciliators: Positive
    recommendation_before_end: PeriodValue
    hearing_after_recommendation: PeriodValue
    proposal_before_end: PeriodValue
    binding_if_both_commit: Flag
    global_by_default: Flag


class Objections(Section):
    """Objecting to what a register shows.

    Attributes:
        answer_open: how long the holder concerned has to answer, from admission; for an entry of a register of patents
            `registration.cure` holds instead.
        interim_restriction: access to a document may be restricted before the objection is decided.
    """

    answer_open: PeriodValue
    interim_restriction: Flag


class Sections(Part):
    """Every section a profile may have; a section of a procedure is there exactly if the regime offers it."""

    regime: Regime
    calendar: Calendar
    checks: Checks
    objections: Objections
    fees: dict[FeeItem, Fee]
    visibility: dict[Item, Disclosure]
    standards: Standards | None = None
    registration: Registration | None = None
    aggregate_royalty: AggregateRoyalty | None = None
    facilitation: Facilitation | None = None
    expert_opinion: ExpertOpinion | None = None
    sampling: Sampling | None = None
    proposals: Proposals | None = None
    observations: Observations | None = None
    peer_evaluation: PeerEvaluation | None = None
    appeal: Appeal | None = None
    determination: Determination | None = None


FEES_OF: dict[Procedure, tuple[FeeItem, ...]] = {
    Procedure.REGISTRATION: (FeeItem.REGISTRATION,),
    Procedure.SAMPLING: (FeeItem.CHECK_SAMPLED,),
    Procedure.PROPOSALS: (FeeItem.CHECK_PROPOSED,),
    Procedure.PEER_EVALUATION: (FeeItem.PEER_EVALUATION,),
    Procedure.APPEAL: (FeeItem.APPEAL,),
    Procedure.FACILITATION: (FeeItem.FACILITATION,),
    Procedure.EXPERT_OPINION: (FeeItem.EXPERT_OPINION,),
    Procedure.DETERMINATION: (FeeItem.DETERMINATION,),
}
"""Which steps of a procedure cost something: a profile says of each who pays."""

ITEMS_ALWAYS = (Item.CLAIM_CHART, Item.EVALUATOR_IDENTITY, Item.PRELIMINARY_REASONS, Item.CHECK_RESULT, Item.OPINION)
ITEMS_OF: dict[Procedure, tuple[Item, ...]] = {
    Procedure.REGISTRATION: (Item.REGISTER_ENTRY,),
    Procedure.SAMPLING: (Item.SAMPLE, Item.ESSENTIALITY_RATE),
    Procedure.OBSERVATIONS: (Item.OBSERVATIONS,),
    Procedure.AGGREGATE_ROYALTY: (Item.AGGREGATE_ROYALTY,),
    Procedure.EXPERT_OPINION: (Item.EXPERT_OPINION,),
    Procedure.DETERMINATION: (Item.DETERMINATION_FILES, Item.DETERMINATION_REPORT),
}
"""What a procedure brings into being: a profile says of each who sees it."""
