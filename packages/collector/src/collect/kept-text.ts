import { isObject, MAX_MESSAGE_BYTES } from '@kith/protocol';

/** Beyond 1,000 levels SQLite calls any JSON malformed, and a query over the whole table fails for one row. */
const MAX_KEPT_DEPTH = 500;

/** The text of a message as it is kept when it is refused: without key and address; null when it is too large or too deep. */
export function keptText(input: unknown): string | null {
  if (isDeeperThan(input, MAX_KEPT_DEPTH)) return null;
  const { writeKey: _key, ...rest } = isObject(input) ? input : { value: input };
  const { ip: _ip, ...context } = isObject(rest.context) ? rest.context : {};
  const text = JSON.stringify(isObject(rest.context) ? { ...rest, context } : isObject(input) ? rest : input);
  return text.length <= 2 * MAX_MESSAGE_BYTES ? text : null;
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((member) => isDeeperThan(member, depth - 1));
}
