/** Path under which the collector is reached, without a slash at its end: empty, or as `/kith` behind a proxy. */
export const BASE: string = document.documentElement.dataset.base ?? '';

/** The address of a page, as `at('/people', id)`: each further part is one segment, whatever is in it. */
export function at(path: string, ...segments: readonly string[]): string {
  return [BASE + path, ...segments.map(encodeURIComponent)].join('/');
}
