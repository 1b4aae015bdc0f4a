/** A message that could do harm, as the text in which it arrives. */
export interface Poison {
  readonly text: string;
  /** Why it is refused and where; null when it is stored. */
  readonly refused: readonly [code: string, path: string] | null;
  /** What is stored of it, by column of `events`. */
  readonly stored: Readonly<Record<string, unknown>>;
}

const LONG = 'x'.repeat(257);
const nested = (depth: number, open: string, end: string) => open.repeat(depth) + end.repeat(depth);
const keys = (count: number, prefix = 'k') =>
  Array.from({ length: count }, (_, index) => `"${prefix}${index}":0`).join(',');

/** A track message with these members beside; a later member of the same name wins. */
const track = (members = '') => `{"type":"track","event":"E","userId":"u1"${members && `,${members}`}}`;

const refused = (text: string, code: string, path = ''): Poison => ({ text, refused: [code, path], stored: {} });
const stored = (text: string, columns: Poison['stored'] = {}): Poison => ({ text, refused: null, stored: columns });

const NO_OBJECT: Readonly<Record<string, Poison>> = Object.fromEntries(
  ['7', '-0', '1e400', '"text"', 'null', 'true', '[]', '[{}]', '{"batch":[]}', '""'].map((text) => [
    `${text} in place of a message`,
    text.startsWith('{') ? refused(text, 'invalid_type', 'type') : refused(text, 'invalid_message'),
  ]),
);

const TYPES: Readonly<Record<string, Poison>> = Object.fromEntries(
  ['null', '"conversion"', '"Track"', '" track"', '7', '{}', '["track"]', '"__proto__"', '"constructor"', '""'].map(
    (type) => [`the type ${type}`, refused(track(`"type":${type}`), 'invalid_type', 'type')],
  ),
);

const NOBODY: Readonly<Record<string, Poison>> = Object.fromEntries(
  [
    'null',
    '""',
    '"  "',
    '"undefined"',
    '"[object Object]"',
    '"NULL"',
    '0',
    '"00000000-0000-0000-0000-000000000000"',
  ].map((userId) => [
    `nobody but the userId ${userId}`,
    refused(track(`"userId":${userId}`), 'missing_identifier', 'anonymousId'),
  ]),
);

const IDENTIFIERS: Readonly<Record<string, Poison>> = Object.fromEntries(
  [
    ['userId', '{"id":1}'],
    ['userId', '["u1"]'],
    ['userId', '9007199254740993'],
    ['userId', '1e300'],
    ['userId', `"${LONG}"`],
    ['userId', '"u\\u0000"'],
    ['userId', '"u\\n1"'],
    ['userId', '"u\\ud800"'],
    ['userId', '"u\\ufffd"'],
    ['anonymousId', '{}'],
    ['anonymousId', '"\\udc00\\ud800"'],
    ['messageId', '{}'],
    ['messageId', '[]'],
    ['messageId', '"m\\u0000"'],
    ['messageId', '"m\\u007f"'],
    ['messageId', `"${LONG}"`],
    ['previousId', '{}'],
    ['groupId', '[1]'],
  ].map(([field = '', value = '']) => [
    `the ${field} ${value.slice(0, 24)}`,
    refused(track(`"${field}":${value}`), 'invalid_identifier', field),
  ]),
);

const NAMES: Readonly<Record<string, Poison>> = Object.fromEntries(
  [
    ['null', 'missing_event'],
    ['""', 'missing_event'],
    ['" \\u0000 "', 'missing_event'],
    ['{}', 'invalid_message'],
    ['["E"]', 'invalid_message'],
    ['true', 'invalid_message'],
    [`"${LONG}"`, 'too_large'],
  ].map(([event = '', code = '']) => [
    `the event ${event.slice(0, 24)}`,
    refused(track(`"event":${event}`), code, 'event'),
  ]),
);

const TIMES: Readonly<Record<string, Poison>> = Object.fromEntries(
  [
    ['timestamp', '"yesterday"'],
    ['timestamp', '"2026-13-01T00:00:00Z"'],
    ['timestamp', '"2026-02-30T00:00:00Z"'],
    ['timestamp', '"2026-11-22T25:00:00Z"'],
    ['timestamp', '"2026-11-22T11:60:00Z"'],
    ['timestamp', '"2026-11-22T11:16:60Z"'],
    ['timestamp', '"+275760-09-13T00:00:00Z"'],
    ['timestamp', '"-000001-01-01T00:00:00Z"'],
    ['timestamp', '"Sun Nov 22 2026"'],
    ['timestamp', '253402300800000'],
    ['timestamp', '1e300'],
    ['timestamp', '1e400'],
    ['timestamp', '"NaN"'],
    ['timestamp', '{}'],
    ['timestamp', 'true'],
    ['originalTimestamp', '"tomorrow"'],
    ['sentAt', '"now"'],
    ['sentAt', '[]'],
  ].map(([field = '', value = '']) => [
    `the ${field} ${value}`,
    refused(track(`"${field}":${value}`), 'invalid_timestamp', field === 'sentAt' ? field : 'timestamp'),
  ]),
);

const CONTENT: Readonly<Record<string, Poison>> = {
  'properties that are a text': refused(track('"properties":"a=1"'), 'invalid_message', 'properties'),
  'properties that are a list': refused(track('"properties":[1]'), 'invalid_message', 'properties'),
  'traits that are a number': refused(track('"traits":7'), 'invalid_message', 'traits'),
  'a context that is a text': refused(track('"context":"web"'), 'invalid_message', 'context'),
  'a category that is an object': refused(track('"category":{}'), 'invalid_message', 'category'),
  'a page whose name is a list': refused('{"type":"page","userId":"u1","name":[]}', 'invalid_message', 'name'),
  'a group without a groupId': refused('{"type":"group","userId":"u1"}', 'missing_group_id', 'groupId'),
  'a context.groupId that is an object': refused(track('"context":{"groupId":{}}'), 'invalid_identifier', 'groupId'),
};

const LIMITS: Readonly<Record<string, Poison>> = {
  'objects 33 deep': refused(
    track(`"properties":${nested(32, '{"a":', '')}{}${'}'.repeat(32)}`),
    'too_complex',
    `properties${'.a'.repeat(32)}`,
  ),
  'lists 33 deep': refused(
    track(`"properties":{"a":${nested(32, '[', ']')}}`),
    'too_complex',
    `properties.a${'[0]'.repeat(31)}`,
  ),
  'lists 1,100 deep, where SQLite gives up': refused(
    track(`"traits":{"a":${nested(1_100, '[', ']')}}`),
    'too_complex',
    `traits.a${'[0]'.repeat(31)}`,
  ),
  'lists 20,000 deep, where the stack gives up': refused(
    track(`"context":{"a":${nested(20_000, '[', ']')}}`),
    'too_complex',
    `context.a${'[0]'.repeat(31)}`,
  ),
  '1,001 keys': refused(track(`"properties":{${keys(1_001)}}`), 'too_complex', 'properties'),
  '1,001 keys in properties and traits together': refused(
    track(`"properties":{${keys(500)}},"traits":{${keys(501)}}`),
    'too_complex',
    'traits',
  ),
  'a key of 257 characters': refused(track(`"properties":{"${LONG}":1}`), 'too_complex', 'properties'),
  'one byte more than 40 KiB': refused(track(`"properties":{"a":"${'x'.repeat(40_960 - 11)}"}`), 'too_large'),
  '20,000 characters of three bytes': refused(track(`"properties":{"a":"${'€'.repeat(20_000)}"}`), 'too_large'),
  'exactly 40 KiB': stored(track(`"properties":{"a":"${'x'.repeat(40_960 - 12)}"}`)),
  'objects 32 deep': stored(track(`"properties":${nested(31, '{"a":', '')}{}${'}'.repeat(31)}`)),
  '1,000 keys': stored(track(`"properties":{${keys(1_000)}}`)),
  '10,000 small numbers': stored(track(`"properties":{"a":[${'1,'.repeat(9_999)}1]}`)),
};

const CANONICAL: Readonly<Record<string, Poison>> = {
  'a property named __proto__': stored(track('"properties":{"__proto__":{"polluted":1}}'), {
    properties: '{"__proto__":{"polluted":1}}',
  }),
  'a trait named constructor': stored(track('"traits":{"constructor":{"prototype":{"polluted":1}}}'), {
    traits: '{"constructor":{"prototype":{"polluted":1}}}',
  }),
  'a member named __proto__': stored(track('"__proto__":{"type":"x","userId":"evil"}'), {
    user_id: 'u1',
    type: 'track',
  }),
  'properties named like methods': stored(track('"properties":{"hasOwnProperty":1,"toString":2}'), {
    properties: '{"hasOwnProperty":1,"toString":2}',
  }),
  'a text with NUL': stored(track('"properties":{"a":"b\\u0000c"}'), { properties: '{"a":"bc"}' }),
  'a key with NUL': stored(track('"properties":{"a\\u0000":1}'), { properties: '{"a":1}' }),
  'a text with half a character': stored(track('"properties":{"a":"\\ud83d!"}'), { properties: '{"a":"\ufffd!"}' }),
  'a key with half a character': stored(track('"properties":{"\\udc00":1}'), { properties: '{"\ufffd":1}' }),
  'a number beyond all numbers': stored(track('"properties":{"a":1e400,"b":-1e400}'), {
    properties: '{"a":null,"b":null}',
  }),
  'negative zero': stored(track('"properties":{"a":-0}'), { properties: '{"a":0}' }),
  'a property beyond 2^53': stored(track('"properties":{"a":9007199254740993}'), {
    properties: '{"a":9007199254740992}',
  }),
  'a key given twice': stored(track('"properties":{"a":1,"a":2}'), { properties: '{"a":2}' }),
  'an empty key, and keys that are numbers': stored(track('"properties":{"b":0,"2":1,"10":2,"":3}'), {
    properties: '{"":3,"10":2,"2":1,"b":0}',
  }),
  'an empty list for no properties': stored(track('"properties":[]'), { properties: '{}' }),
  'null everywhere': stored(track('"properties":null,"traits":null,"context":null,"timestamp":null,"sentAt":null'), {
    properties: '{}',
  }),
  'a number for a userId': stored(track('"userId":42'), { user_id: '42' }),
  'a large number for a userId': stored(track('"userId":9007199254740991'), { user_id: '9007199254740991' }),
  'white space around a userId': stored(track('"userId":"\\t u1 \\n"'), { user_id: 'u1' }),
  'a userId nobody means beside an anonymousId': stored(track('"userId":"null","anonymousId":"a1"'), {
    user_id: null,
    anonymous_id: 'a1',
    junk_identifiers: '["userId"]',
  }),
  'a time of the year 9999': stored(track('"timestamp":"9999-12-31T23:59:59Z"'), { clock_flag: 'future' }),
  'a time of the year 0000': stored(track('"timestamp":"0000-01-01T00:00:00Z"'), {
    original_timestamp: '0000-01-01T00:00:00.000Z',
  }),
  'a time with nine digits and an offset': stored(track('"timestamp":"2026-01-02T03:04:05.123456789+05:30"'), {
    original_timestamp: '2026-01-01T21:34:05.123456789Z',
  }),
  'a time as a number': stored(track('"timestamp":1767323045123.9'), {
    original_timestamp: '2026-01-02T03:04:05.123Z',
  }),
  'an empty time': stored(track('"timestamp":""'), { original_timestamp: null }),
  'a number for an event': stored(track('"event":404'), { name: '404' }),
  'an event with markup and SQL': stored(track(`"event":"<script>alert(1)</script>'; DROP TABLE event_log; --"`), {
    name: "<script>alert(1)</script>'; DROP TABLE event_log; --",
  }),
  'an event of emoji and both directions': stored(track('"event":"🧑‍🚀 \u202eתוריע\u202c"'), {
    name: '🧑‍🚀 \u202eתוריע\u202c',
  }),
  'members nobody knows': stored(track('"integrations":[[[]]],"receivedAt":{},"version":1e400,"_metadata":"x"')),
  'a context with nothing in its place': stored(
    track(`"context":{"page":"p","campaign":[1],"library":"l","locale":{},"userAgent":7,"userAgentData":"x","device":[],"app":null,"ip":{},
      "externalIds":[1,{"id":{}},{"id":"a","type":[]}],"kith":{"seq":-1e300},"sessionId":"x","traits":[1],"timezone":[],"screen":"x"}`),
  ),
  'addresses that are none': stored(
    track('"context":{"page":{"url":"javascript:alert(1)","referrer":"http://[","search":"?utm_source=%E0%A4%A&%=%"}}'),
  ),
  'a userAgent of 30,000 brackets': stored(track(`"context":{"userAgent":"Mozilla/5.0 ${'('.repeat(30_000)}"}`)),
};

/** Kinds of messages that could harm their neighbours, the database or the fold, by name. */
export const POISON: Readonly<Record<string, Poison>> = {
  ...{ ...NO_OBJECT, ...TYPES, ...NOBODY, ...IDENTIFIERS, ...NAMES, ...TIMES, ...CONTENT, ...LIMITS, ...CANONICAL },
};
