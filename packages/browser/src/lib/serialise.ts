// The collector takes 40,960 bytes of content a message; a UTF-16 unit is up to three bytes.
const MAX_LENGTH = 32_000;
const MAX_STRING_LENGTH = 2_000;
const MAX_DEPTH = 12;

/**
 * JSON of any value. Usual values go straight through `JSON.stringify`. Where that fails, or the text is too long, the
 * value is first cleaned: cycles, what lies too deep, what no longer fits and getters that throw are left out, BigInts
 * become text, long strings are cut.
 */
export function serialise(value: unknown): string {
  try {
    const text = JSON.stringify(value);
    if (text.length <= MAX_LENGTH) return text;
  } catch {}
  return JSON.stringify(clean(value, [], { left: MAX_LENGTH / 2 }));
}

function clean(value: unknown, parents: unknown[], budget: { left: number }): unknown {
  budget.left -= 8;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') {
    const text = value.slice(0, Math.max(0, Math.min(MAX_STRING_LENGTH, budget.left)));
    budget.left -= text.length;
    return text;
  }
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (budget.left < 0 || parents.length > MAX_DEPTH || parents.includes(value)) return undefined;
  const path = [...parents, value];
  const members: Record<string, unknown> = Array.isArray(value) ? [] : Object.create(null);
  try {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return clean(toJSON.call(value), path, budget);
  } catch {} // the page's own code: it may throw
  for (const key of Object.keys(value)) {
    if (budget.left < 0) break;
    budget.left -= key.length;
    try {
      members[key] = clean((value as Record<string, unknown>)[key], path, budget);
    } catch {} // likewise a getter
  }
  return members;
}
