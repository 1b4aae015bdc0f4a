import { attempt } from './storage.ts';

/** What the SDK decided. */
export type Decision = 'answer' | 'dropped' | 'error' | 'ignored' | 'queued';

/** Receives the decisions of the SDK with what they are about. */
export type Report = (decision: Decision, detail: unknown) => void;

// Where nothing sets it, bundlers leave out all that reports.
let receiver: Report | undefined;

/** Tells the receiver, if there is one, about a decision; a throw in there stays there. */
export function report(decision: Decision, detail?: unknown): void {
  if (receiver) attempt(() => receiver!(decision, detail));
}

/** Makes a function the receiver of all decisions from now on. */
export function reportTo(newReceiver: Report): void {
  receiver = newReceiver;
}
