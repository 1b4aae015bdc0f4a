/** Kinds of identifiers, as filters name them, with what people call one of them, and several. */
export const IDENTIFIERS: ReadonlyMap<string, readonly [one: string, several: string]> = new Map([
  ['email', ['email address', 'email addresses']],
  ['phone', ['phone number', 'phone numbers']],
  ['anonymous', ['device', 'devices']],
  ['user', ['user id', 'user ids']],
  ['external', ['custom id', 'custom ids']],
  ['token', ['push token', 'push tokens']],
]);

/** What became of a response to a survey, as filters name it, with what people call it. */
export const STATES: ReadonlyMap<string, string> = new Map([
  ['completed', 'completed'],
  ['partial', 'answered a part of'],
  ['partial_dismissed', 'answered a part of and dismissed'],
  ['dismissed', 'dismissed'],
  ['viewed', 'only saw'],
]);
