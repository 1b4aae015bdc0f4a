export {
  type Attributes,
  type Campaign,
  type Event,
  type NamedIdentifier,
  streamOf,
  TRUST,
  type Trust,
} from './event.ts';
export { compareCopies, comparePositions, type Position, positionOf } from './order.ts';
export type {
  AccountRow,
  AttributeColumns,
  EventCountRow,
  EventPlacement,
  IdentityRow,
  MembershipRow,
  ProfileRow,
  Relations,
  SessionRow,
  SurveyResponseRow,
  TraitRow,
} from './rows.ts';
