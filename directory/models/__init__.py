"""What we keep. Everything hangs on Organization."""

from directory.models.audit import AuditRecord
from directory.models.change import Change, DirectoryVersion
from directory.models.collection import Collection, CollectionItem
from directory.models.curator import Curator
from directory.models.former_slug import FormerSlug, FormerTopicSlug
from directory.models.importing import ColumnMapping, Import, ImportRow
from directory.models.match import LikelyPair, MatchKey
from directory.models.merge import Merge, TopicMerge
from directory.models.organization import (
    Channel,
    Dispute,
    Identifier,
    InternalNote,
    Organization,
    OrganizationTopic,
    OtherName,
    Relation,
    Role,
    Source,
    Status,
    WayToHelp,
)
from directory.models.person import Person, PersonSource
from directory.models.proposed_topic import ProposedTopic, ProposedTopicUse
from directory.models.revision import Revision, State
from directory.models.starter import StarterRecord
from directory.models.topic import Synonym, Topic, TopicLink

__all__ = [
    "AuditRecord",
    "Change",
    "Channel",
    "Collection",
    "CollectionItem",
    "ColumnMapping",
    "Curator",
    "DirectoryVersion",
    "Dispute",
    "FormerSlug",
    "FormerTopicSlug",
    "Identifier",
    "Import",
    "ImportRow",
    "InternalNote",
    "LikelyPair",
    "MatchKey",
    "Merge",
    "Organization",
    "OrganizationTopic",
    "OtherName",
    "Person",
    "PersonSource",
    "ProposedTopic",
    "ProposedTopicUse",
    "Relation",
    "Revision",
    "Role",
    "Source",
    "StarterRecord",
    "State",
    "Status",
    "Synonym",
    "Topic",
    "TopicLink",
    "TopicMerge",
    "WayToHelp",
]
