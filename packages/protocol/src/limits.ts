/** A session ends when the gap to the next activity is **more** than this; exactly this long still belongs to it. In ms. */
export const SESSION_GAP_MS = 1_800_000;

/** A client whose |receivedAt − sentAt| exceeds this has a wrong clock; the correction is rounded to steps of this. In ms. */
export const CLOCK_TOLERANCE_MS = 300_000;

/** Largest request body as it travels, in bytes. */
export const MAX_BODY_BYTES = 1_048_576;

/** Largest request body once decompressed, in bytes. */
export const MAX_DECOMPRESSED_BYTES = 4_194_304;

/** Most messages in one request. */
export const MAX_BATCH_COUNT = 2_500;

/** Largest message, in bytes of canonical JSON: Segment's 32 KiB and 8 KiB for what SDKs add after they measured. */
export const MAX_MESSAGE_BYTES = 40_960;

/** Deepest nesting of properties, traits and context. SQLite's JSON functions give up at 1,000. */
export const MAX_DEPTH = 32;

/** Most object keys in one message, all levels together. */
export const MAX_KEY_COUNT = 1_000;

/** Longest object key, in UTF-16 units. */
export const MAX_KEY_LENGTH = 256;

/** Longest identifier (userId, anonymousId, groupId, messageId …), in UTF-16 units. */
export const MAX_IDENTIFIER_LENGTH = 256;

/** Longest event or page name, in UTF-16 units. */
export const MAX_NAME_LENGTH = 256;

/** Largest body a browser may hand to `fetch` with keepalive or to `sendBeacon`, in bytes, with room for headers. */
export const MAX_KEEPALIVE_BYTES = 60_000;
