export { canonicalise, cleanText } from './canonical.ts';
export { canonicalJson } from './canonical-json.ts';
export { CLICK_IDS } from './click-ids.ts';
export { DAY_MS, dayOf } from './day.ts';
export { isJunkIdentifier, JUNK_IDENTIFIERS, readIdentifier } from './identifier.ts';
export { isObject, type JsonObject, type JsonValue } from './json.ts';
export {
  CLOCK_TOLERANCE_MS,
  MAX_BATCH_COUNT,
  MAX_BODY_BYTES,
  MAX_DECOMPRESSED_BYTES,
  MAX_DEPTH,
  MAX_IDENTIFIER_LENGTH,
  MAX_KEEPALIVE_BYTES,
  MAX_KEY_COUNT,
  MAX_KEY_LENGTH,
  MAX_MESSAGE_BYTES,
  MAX_NAME_LENGTH,
  SESSION_GAP_MS,
} from './limits.ts';
export {
  type Batch,
  type ContentTexts,
  MESSAGE_TYPES,
  type Message,
  type MessageContext,
  type MessageType,
  type WireMessage,
} from './message.ts';
export { isRejection, type Rejection, type RejectionCode } from './rejection.ts';
export { type Answer, CONTENT_EVENTS, SURVEY_EVENTS, type SurveyProperties } from './survey.ts';
export { compareText } from './text.ts';
export { formatTime, parseTime, type Time } from './time.ts';
export { type Envelope, validate } from './validate.ts';
