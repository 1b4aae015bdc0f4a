import type { FastifyBaseLogger, FastifyRequest } from 'fastify';

/** What is logged of a request: nothing that a client chose. */
interface Occurrence {
  readonly level: 'error' | 'info';
  readonly code: string;
  readonly text: string;
  /** More for whoever reads it. */
  readonly details?: object;
}

/** For how long more of the same is only counted, in ms. */
const PAUSE_MS = 60_000;

const counts = new WeakMap<FastifyBaseLogger, Map<string, number>>();

/**
 * Logs what happens to requests without a line for each: at once when it first happens, then once a minute how often it has
 * happened since. A flood of requests must not become a flood of lines.
 */
export function logSparsely({ server: { log } }: FastifyRequest, { level, code, text, details }: Occurrence): void {
  const byKind = counts.get(log) ?? new Map<string, number>();
  counts.set(log, byKind);
  const kind = JSON.stringify([level, code, text, details]);
  const count = byKind.get(kind);
  if (count !== undefined) {
    byKind.set(kind, count + 1);
    return;
  }
  log[level]({ code, ...details }, text);
  byKind.set(kind, 0);
  setTimeout(() => {
    const again = byKind.get(kind) ?? 0;
    byKind.delete(kind);
    if (again > 0) log[level]({ code, ...details, count: again }, `${text}, again`);
  }, PAUSE_MS).unref();
}

/** The secret key came from a browser. */
export const SECRET_KEY_EXPOSED: Occurrence = {
  level: 'error',
  code: 'secret_key_in_browser',
  text: 'the secret key was used from a browser: it is public now, replace it',
};
