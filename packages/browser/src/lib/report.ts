import { settings } from './settings.ts';

/** What the SDK decided. */
export type Decision = 'dropped' | 'error' | 'ignored' | 'new user' | 'queued' | 'retry' | 'sent';

/** Receives the decisions of the SDK with what they are about. */
export type Report = (decision: Decision, detail: unknown) => void;

/** Tells the page's `debug` option about a decision; a throw in there stays there. */
export function report(decision: Decision, detail?: unknown): void {
  try {
    settings.debug?.(decision, detail);
  } catch {}
}
