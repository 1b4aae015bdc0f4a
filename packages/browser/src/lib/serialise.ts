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
  if (typeof value !== 'object' || value === null) return value;
  if (budget.left < 0 || parents.length > MAX_DEPTH || parents.includes(value)) return undefined;
  if (value instanceof Date) return value.toJSON();
  const path = [...parents, value];
  if (Array.isArray(value))
    return value.slice(0, Math.max(0, budget.left / 8)).map((item) => clean(item, path, budget));
  const object = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    if (budget.left < 0) break;
    budget.left -= key.length;
    try {
      object[key] = clean((value as Record<string, unknown>)[key], path, budget);
    } catch {} // a getter of the page's that throws
  }
  return object;
}
