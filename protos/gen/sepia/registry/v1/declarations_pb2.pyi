from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.registry.v1 import forms_pb2 as _forms_pb2
from sepia.registry.v1 import holders_pb2 as _holders_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class WithdrawalScope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WITHDRAWAL_SCOPE_UNSPECIFIED: _ClassVar[WithdrawalScope]
    WITHDRAWAL_SCOPE_WHOLE: _ClassVar[WithdrawalScope]
    WITHDRAWAL_SCOPE_INFORMATION: _ClassVar[WithdrawalScope]

class RemovalGround(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REMOVAL_GROUND_UNSPECIFIED: _ClassVar[RemovalGround]
    REMOVAL_GROUND_REMOVED: _ClassVar[RemovalGround]
    REMOVAL_GROUND_OBJECTIVELY_FALSE: _ClassVar[RemovalGround]

class ReviewDecision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_DECISION_UNSPECIFIED: _ClassVar[ReviewDecision]
    REVIEW_DECISION_PUBLISH: _ClassVar[ReviewDecision]
    REVIEW_DECISION_PARK: _ClassVar[ReviewDecision]
    REVIEW_DECISION_REJECT: _ClassVar[ReviewDecision]

class DeclarationRelation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECLARATION_RELATION_UNSPECIFIED: _ClassVar[DeclarationRelation]
    DECLARATION_RELATION_SUPERSEDES: _ClassVar[DeclarationRelation]
    DECLARATION_RELATION_UPDATES: _ClassVar[DeclarationRelation]
WITHDRAWAL_SCOPE_UNSPECIFIED: WithdrawalScope
WITHDRAWAL_SCOPE_WHOLE: WithdrawalScope
WITHDRAWAL_SCOPE_INFORMATION: WithdrawalScope
REMOVAL_GROUND_UNSPECIFIED: RemovalGround
REMOVAL_GROUND_REMOVED: RemovalGround
REMOVAL_GROUND_OBJECTIVELY_FALSE: RemovalGround
REVIEW_DECISION_UNSPECIFIED: ReviewDecision
REVIEW_DECISION_PUBLISH: ReviewDecision
REVIEW_DECISION_PARK: ReviewDecision
REVIEW_DECISION_REJECT: ReviewDecision
DECLARATION_RELATION_UNSPECIFIED: DeclarationRelation
DECLARATION_RELATION_SUPERSEDES: DeclarationRelation
DECLARATION_RELATION_UPDATES: DeclarationRelation

class SubmittedDocument(_message.Message):
    __slots__ = ("filename", "content_type", "content", "confidential")
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    CONTENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_FIELD_NUMBER: _ClassVar[int]
    filename: str
    content_type: str
    content: bytes
    confidential: bool
    def __init__(self, filename: _Optional[str] = ..., content_type: _Optional[str] = ..., content: _Optional[bytes] = ..., confidential: _Optional[bool] = ...) -> None: ...

class SubmitDeclarationRequest(_message.Message):
    __slots__ = ("holder", "declarant", "reference", "form", "document", "non_confidential_version", "request_id")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    NON_CONFIDENTIAL_VERSION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    holder: str
    declarant: str
    reference: str
    form: _forms_pb2.DeclarationForm
    document: SubmittedDocument
    non_confidential_version: SubmittedDocument
    request_id: str
    def __init__(self, holder: _Optional[str] = ..., declarant: _Optional[str] = ..., reference: _Optional[str] = ..., form: _Optional[_Union[_forms_pb2.DeclarationForm, _Mapping]] = ..., document: _Optional[_Union[SubmittedDocument, _Mapping]] = ..., non_confidential_version: _Optional[_Union[SubmittedDocument, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class SupersedeDeclarationRequest(_message.Message):
    __slots__ = ("name", "etag", "reference", "form", "document", "non_confidential_version", "reason", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    NON_CONFIDENTIAL_VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    reference: str
    form: _forms_pb2.DeclarationForm
    document: SubmittedDocument
    non_confidential_version: SubmittedDocument
    reason: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., reference: _Optional[str] = ..., form: _Optional[_Union[_forms_pb2.DeclarationForm, _Mapping]] = ..., document: _Optional[_Union[SubmittedDocument, _Mapping]] = ..., non_confidential_version: _Optional[_Union[SubmittedDocument, _Mapping]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawDeclarationRequest(_message.Message):
    __slots__ = ("name", "etag", "scope", "reason", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    scope: WithdrawalScope
    reason: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., scope: _Optional[_Union[WithdrawalScope, str]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class RemoveDeclarationRequest(_message.Message):
    __slots__ = ("name", "etag", "ground", "reason", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    ground: RemovalGround
    reason: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., ground: _Optional[_Union[RemovalGround, str]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ReviewDeclarationRequest(_message.Message):
    __slots__ = ("name", "etag", "decision", "reason", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    decision: ReviewDecision
    reason: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., decision: _Optional[_Union[ReviewDecision, str]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListDeclarationChainRequest(_message.Message):
    __slots__ = ("declaration",)
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    declaration: str
    def __init__(self, declaration: _Optional[str] = ...) -> None: ...

class ChainStep(_message.Message):
    __slots__ = ("earlier", "later", "relation")
    EARLIER_FIELD_NUMBER: _ClassVar[int]
    LATER_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    earlier: str
    later: str
    relation: DeclarationRelation
    def __init__(self, earlier: _Optional[str] = ..., later: _Optional[str] = ..., relation: _Optional[_Union[DeclarationRelation, str]] = ...) -> None: ...

class ListDeclarationChainResponse(_message.Message):
    __slots__ = ("declarations", "steps", "missing")
    DECLARATIONS_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    declarations: _containers.RepeatedCompositeFieldContainer[_holders_pb2.Declaration]
    steps: _containers.RepeatedCompositeFieldContainer[ChainStep]
    missing: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, declarations: _Optional[_Iterable[_Union[_holders_pb2.Declaration, _Mapping]]] = ..., steps: _Optional[_Iterable[_Union[ChainStep, _Mapping]]] = ..., missing: _Optional[_Iterable[str]] = ...) -> None: ...

class ListDeclaredPatentsRequest(_message.Message):
    __slots__ = ("declaration", "page_size", "page_token")
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    declaration: str
    page_size: int
    page_token: str
    def __init__(self, declaration: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class DeclaredPatent(_message.Message):
    __slots__ = ("entry_id", "standard", "standard_as_declared", "version", "illustrative_part", "project", "application", "status", "claims", "source")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    STANDARD_AS_DECLARED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATIVE_PART_FIELD_NUMBER: _ClassVar[int]
    PROJECT_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    CLAIMS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    entry_id: int
    standard: str
    standard_as_declared: str
    version: str
    illustrative_part: str
    project: str
    application: _holders_pb2.Application
    status: str
    claims: str
    source: _type_pb2.SourceRow
    def __init__(self, entry_id: _Optional[int] = ..., standard: _Optional[str] = ..., standard_as_declared: _Optional[str] = ..., version: _Optional[str] = ..., illustrative_part: _Optional[str] = ..., project: _Optional[str] = ..., application: _Optional[_Union[_holders_pb2.Application, _Mapping]] = ..., status: _Optional[str] = ..., claims: _Optional[str] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ...) -> None: ...

class ListDeclaredPatentsResponse(_message.Message):
    __slots__ = ("patents", "next_page_token")
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    patents: _containers.RepeatedCompositeFieldContainer[DeclaredPatent]
    next_page_token: str
    def __init__(self, patents: _Optional[_Iterable[_Union[DeclaredPatent, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetDocumentRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...
