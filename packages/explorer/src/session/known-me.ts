import type { Me } from '../api/answers.ts';

const KEY = 'kith.me';

/** Who was logged in here last: the page begins with them while the collector is asked. It opens nothing. */
export function knownMe(): Me | undefined {
  const text = localStorage.getItem(KEY);
  return text === null ? undefined : (JSON.parse(text) as Me);
}

/** Remembers who is logged in, or that nobody is. */
export function rememberMe(me: Me | null): void {
  if (me) localStorage.setItem(KEY, JSON.stringify(me));
  else localStorage.removeItem(KEY);
}
