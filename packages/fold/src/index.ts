export {
  type Atom,
  type AtomState,
  addCounters,
  type Counters,
  EMPTY_STATE,
  isBegunAlike,
  NO_COUNTERS,
} from './atom.ts';
export { attributesOf } from './attributes-of.ts';
export {
  type Decision,
  DecisionError,
  type DecisionRow,
  decisionColumns,
  type Erase,
  type Expire,
  type Identity,
  type Policy,
  readDecision,
  rulesOf,
} from './decision.ts';
export { type Enforcement, FOR_EVER } from './enforcement.ts';
export { type Erasable, erasable } from './erasure.ts';
export {
  type Attributes,
  type Campaign,
  type Event,
  type NamedIdentifier,
  streamOf,
  TRUST,
  type Trust,
} from './event.ts';
export type { EventDay } from './event-day.ts';
export type { Facet, FacetKind, FacetState } from './facet.ts';
export { applyRules, type Changes, fold, isInPlace } from './fold.ts';
export type { Edge } from './identity.ts';
export { foldDeliveries, type MemoryStore, memoryStore } from './memory-store.ts';
export { compareCopies, comparePositions, type Position, positionOf } from './order.ts';
export { ATTRIBUTE_COLUMNS } from './profile.ts';
export type {
  AccountRow,
  AttributeColumns,
  EngagementRow,
  EventCountRow,
  EventDefinitionRow,
  EventPlacement,
  IdentityRow,
  MembershipRow,
  ProfileRow,
  Relations,
  SessionRow,
  SurveyAnswerRow,
  SurveyResponseRow,
  TraitDefinitionRow,
  TraitRow,
} from './rows.ts';
export {
  DEFAULT_RULES,
  differentlyLinked,
  type IdentityPolicy,
  type Merge,
  mergesByIdentity,
  pairKey,
  type Rules,
} from './rules.ts';
export type { EventKey, Profile, ProfileFigures, Session, Store, SurveyResponse } from './store.ts';
export { traitType } from './trait.ts';
