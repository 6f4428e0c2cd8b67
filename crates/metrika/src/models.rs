//! The things that the API deals in: counters, goals, grants, and what they are made of.
//!
//! They are generated from the specs, field by field with its description, so that they age with the service and not with this crate. Three
//! things hold for all of them:
//!
//! * Fields are `Option`: the service leaves out what is empty, and what it was not asked for.
//! * Words are open: an enum has `Other(String)` for words to come, a [`Goal`] has `Other` for types to come.
//! * What an object has beyond the reference is in `extra`, and is written back as it came: get, change and put lose nothing.

pub use metrika_raw::GoalCondition;
pub use metrika_raw::logs::types::{LogAttribution, LogRequest, LogRequestPart, LogRequestStatus, LogSource};
pub use metrika_raw::management::types::{
    AccessFilter, AccessFilterRef, Account, ActionGoal, ActionGoalCondition, ActivityStatus, Attribute, AttributeType,
    AttributeTypeGroup, CallsUploading, CdpEntityType, CdpMergeMode, CdpUploading, CdpUploadingEntityType,
    CdpUploadingFormat, CdpValidationStatus, ChartAnnotation, ChatCondition, ChatConditionField, ChatGoal,
    ChatPlatform, CloudExport, CloudExportStatistics, CloudExportStatus, CloudExportTable, CloudExportTableName,
    CloudExportTableStatus, CodeOptions, CompositeGoal, ConversionIdType, ConversionsStatus, ConversionsType,
    ConversionsUploading, Counter, CounterBrief, CounterClient, CounterEdit, CounterField, CounterFlags, CounterMirror,
    CounterPermission, CounterSort, CounterSource, CounterStatus, CounterType, Delegate, DepthGoal, EmailGoal,
    EmailGoalCondition, ExpenseUploading, ExpenseUploadingStatus, ExpenseUploadingType, FileCondition, FileGoal,
    Filter, FilterAction, FilterAttribute, FilterType, Goal, GoalConditionType, GoalFlag, GoalSource, GoalType, Grant,
    GrantPermission, InformerIndicator, InformerOptions, InformerType, Label, MessengerGoal, MessengerGoalCondition,
    Operation, OperationAction, OperationAttribute, OrderStatus, OrderStatusType, PaymentSystemGoal, PhoneGoal,
    PhoneGoalCondition, ProductItem, PublisherOptions, PublisherSchema, Segment, SegmentSource, SettingStatus,
    SiteSearchGoal, SiteSearchGoalCondition, SocialNetworkCondition, SocialNetworkGoal, UrlGoal, UrlGoalCondition,
    VisitDurationGoal, VisitorIdType, VisitorParametersAction, VisitorParametersStatus, VisitorParametersUploading,
    WebvisorArchType, WebvisorLoadPlayerType, WebvisorOptions,
};
pub use metrika_raw::wire::{Flag, Id, OneOrMany, Secret};
