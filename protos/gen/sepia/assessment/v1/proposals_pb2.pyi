import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sepia.assessment.v1 import campaigns_pb2 as _campaigns_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProposalState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROPOSAL_STATE_UNSPECIFIED: _ClassVar[ProposalState]
    PROPOSAL_STATE_PROPOSED: _ClassVar[ProposalState]
    PROPOSAL_STATE_TAKEN: _ClassVar[ProposalState]
    PROPOSAL_STATE_IN_SAMPLE: _ClassVar[ProposalState]
PROPOSAL_STATE_UNSPECIFIED: ProposalState
PROPOSAL_STATE_PROPOSED: ProposalState
PROPOSAL_STATE_TAKEN: ProposalState
PROPOSAL_STATE_IN_SAMPLE: ProposalState

class Proposal(_message.Message):
    __slots__ = ("name", "frame", "regime", "family", "organization", "as_holder", "year", "grounds", "state", "campaign", "propose_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    AS_HOLDER_FIELD_NUMBER: _ClassVar[int]
    YEAR_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    PROPOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    frame: str
    regime: str
    family: str
    organization: str
    as_holder: bool
    year: int
    grounds: str
    state: ProposalState
    campaign: str
    propose_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., frame: _Optional[str] = ..., regime: _Optional[str] = ..., family: _Optional[str] = ..., organization: _Optional[str] = ..., as_holder: _Optional[bool] = ..., year: _Optional[int] = ..., grounds: _Optional[str] = ..., state: _Optional[_Union[ProposalState, str]] = ..., campaign: _Optional[str] = ..., propose_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ProposeFamilyRequest(_message.Message):
    __slots__ = ("frame", "regime", "family", "grounds", "request_id")
    FRAME_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    frame: str
    regime: str
    family: str
    grounds: str
    request_id: str
    def __init__(self, frame: _Optional[str] = ..., regime: _Optional[str] = ..., family: _Optional[str] = ..., grounds: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListProposalsRequest(_message.Message):
    __slots__ = ("frame", "page_size", "page_token")
    FRAME_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    frame: str
    page_size: int
    page_token: str
    def __init__(self, frame: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListProposalsResponse(_message.Message):
    __slots__ = ("proposals", "next_page_token")
    PROPOSALS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    proposals: _containers.RepeatedCompositeFieldContainer[Proposal]
    next_page_token: str
    def __init__(self, proposals: _Optional[_Iterable[_Union[Proposal, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class TakeProposalsRequest(_message.Message):
    __slots__ = ("frame", "regime", "display_name", "request_id")
    FRAME_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    frame: str
    regime: str
    display_name: str
    request_id: str
    def __init__(self, frame: _Optional[str] = ..., regime: _Optional[str] = ..., display_name: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...
