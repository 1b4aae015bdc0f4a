const random = new Uint32Array(4);

/**
 * A UUIDv7: the first 48 bits are the time, so that ids ascend with it and the collector's index stays small.
 * Needs `crypto.getRandomValues`, which also pages without https have.
 */
export function uuidv7(now: number = Date.now()): string {
  const time = hex(now, 12);
  const [a, b, c, d] = crypto.getRandomValues(random);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(a!, 3)}-8${hex(b!, 3)}-${hex(c!, 6)}${hex(d!, 6)}`;
}

/** The last so many hexadecimal digits of a number. */
function hex(value: number, digits: number): string {
  return (16 ** digits + value).toString(16).slice(-digits);
}
