import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CountFamiliesRequest(_message.Message):
    __slots__ = ("standard", "family_key", "with_chain", "edition")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    WITH_CHAIN_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    standard: str
    family_key: _type_pb2.FamilyKey
    with_chain: bool
    edition: str
    def __init__(self, standard: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., with_chain: _Optional[bool] = ..., edition: _Optional[str] = ...) -> None: ...

class CountFamiliesResponse(_message.Message):
    __slots__ = ("standard", "family_key", "edition", "holders", "total")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    standard: str
    family_key: _type_pb2.FamilyKey
    edition: str
    holders: _containers.RepeatedCompositeFieldContainer[HolderCount]
    total: HolderCount
    def __init__(self, standard: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., edition: _Optional[str] = ..., holders: _Optional[_Iterable[_Union[HolderCount, _Mapping]]] = ..., total: _Optional[_Union[HolderCount, _Mapping]] = ...) -> None: ...

class HolderCount(_message.Message):
    __slots__ = ("holder", "display_name", "families", "entries_without_family", "entries", "declarations", "applications")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_WITHOUT_FAMILY_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    DECLARATIONS_FIELD_NUMBER: _ClassVar[int]
    APPLICATIONS_FIELD_NUMBER: _ClassVar[int]
    holder: str
    display_name: str
    families: int
    entries_without_family: int
    entries: int
    declarations: int
    applications: int
    def __init__(self, holder: _Optional[str] = ..., display_name: _Optional[str] = ..., families: _Optional[int] = ..., entries_without_family: _Optional[int] = ..., entries: _Optional[int] = ..., declarations: _Optional[int] = ..., applications: _Optional[int] = ...) -> None: ...

class FreezeFrameRequest(_message.Message):
    __slots__ = ("standard", "family_key", "request_id")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    standard: str
    family_key: _type_pb2.FamilyKey
    request_id: str
    def __init__(self, standard: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., request_id: _Optional[str] = ...) -> None: ...

class Frame(_message.Message):
    __slots__ = ("name", "standard", "family_key", "edition", "digest", "entry_count", "family_count", "holder_count", "entries_without_family", "demonstration", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    FAMILY_COUNT_FIELD_NUMBER: _ClassVar[int]
    HOLDER_COUNT_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_WITHOUT_FAMILY_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    standard: str
    family_key: _type_pb2.FamilyKey
    edition: str
    digest: str
    entry_count: int
    family_count: int
    holder_count: int
    entries_without_family: int
    demonstration: bool
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., standard: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., edition: _Optional[str] = ..., digest: _Optional[str] = ..., entry_count: _Optional[int] = ..., family_count: _Optional[int] = ..., holder_count: _Optional[int] = ..., entries_without_family: _Optional[int] = ..., demonstration: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FrameEntry(_message.Message):
    __slots__ = ("holder", "family", "holder_display_name")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    HOLDER_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    holder: str
    family: str
    holder_display_name: str
    def __init__(self, holder: _Optional[str] = ..., family: _Optional[str] = ..., holder_display_name: _Optional[str] = ...) -> None: ...

class GetFrameRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListFramesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFramesResponse(_message.Message):
    __slots__ = ("frames", "next_page_token")
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    frames: _containers.RepeatedCompositeFieldContainer[Frame]
    next_page_token: str
    def __init__(self, frames: _Optional[_Iterable[_Union[Frame, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListFrameEntriesRequest(_message.Message):
    __slots__ = ("frame", "holder", "page_size", "page_token")
    FRAME_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    frame: str
    holder: str
    page_size: int
    page_token: str
    def __init__(self, frame: _Optional[str] = ..., holder: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFrameEntriesResponse(_message.Message):
    __slots__ = ("entries", "next_page_token")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[FrameEntry]
    next_page_token: str
    def __init__(self, entries: _Optional[_Iterable[_Union[FrameEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RecordResultsRequest(_message.Message):
    __slots__ = ("frame", "campaign", "results", "publish_time", "request_id")
    FRAME_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    frame: str
    campaign: str
    results: _containers.RepeatedCompositeFieldContainer[RecordedResult]
    publish_time: _timestamp_pb2.Timestamp
    request_id: str
    def __init__(self, frame: _Optional[str] = ..., campaign: _Optional[str] = ..., results: _Optional[_Iterable[_Union[RecordedResult, _Mapping]]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class RecordedResult(_message.Message):
    __slots__ = ("holder", "family", "outcome", "simulated")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    holder: str
    family: str
    outcome: str
    simulated: bool
    def __init__(self, holder: _Optional[str] = ..., family: _Optional[str] = ..., outcome: _Optional[str] = ..., simulated: _Optional[bool] = ...) -> None: ...

class RecordResultsResponse(_message.Message):
    __slots__ = ("recorded",)
    RECORDED_FIELD_NUMBER: _ClassVar[int]
    recorded: int
    def __init__(self, recorded: _Optional[int] = ...) -> None: ...
