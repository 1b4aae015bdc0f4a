import { settings } from './settings.ts';
import { attempt } from './storage.ts';

/** What the SDK decided. */
export type Decision = 'answer' | 'dropped' | 'error' | 'ignored' | 'queued';

/** Receives the decisions of the SDK with what they are about. */
export type Report = (decision: Decision, detail: unknown) => void;

/** Tells the page's `debug` option about a decision; a throw in there stays there. */
export function report(decision: Decision, detail?: unknown): void {
  attempt(() => settings.debug?.(decision, detail));
}
