import type { WireMessage } from '@kith/protocol';
import { messagesIn } from './lib/queue.ts';
import { type Decision, type Report, reportTo } from './lib/report.ts';

/**
 * Explains each decision of the SDK in the console, in a sentence with what it is about; or tells it to a function of your
 * own. Call it before `init`, so that nothing is missed.
 *
 * @example
 * explain();
 * init({ writeKey, host });
 */
export function explain(to: Report = tellConsole): void {
  reportTo((decision, detail) => to(decision, withMessageIds(decision, detail)));
}

function withMessageIds(decision: Decision, detail: unknown): unknown {
  if (decision === 'dropped') return idsIn(detail as string[]);
  if (decision !== 'answer') return detail;
  const { status, ids } = detail as { status: number; ids: readonly string[] };
  return { status, ids: idsIn(ids) };
}

function idsIn(bundles: readonly string[]): unknown[] {
  return bundles.flatMap(messagesIn).map(({ messageId }) => messageId);
}

function tellConsole(decision: Decision, detail: unknown): void {
  console.debug(`Kith: ${SENTENCES[decision](detail as never)}`, detail ?? '');
}

const SENTENCES: Readonly<Record<Decision, (detail: never) => string>> = {
  queued: (text: string) => {
    const { type, event, name, context } = JSON.parse(text) as WireMessage;
    return `${[type, event ?? name].filter(Boolean).join(' ')} is queued as number ${context?.kith?.seq}, to be sent within 2 s`;
  },
  answer: ({ status, ids }: { status: number; ids: readonly string[] }) => `${ids.length} sent: ${outcomeOf(status)}`,
  dropped: (ids: readonly string[]) => `${ids.length} dropped: refused, too many or too old`,
  ignored: (message?: WireMessage) => (message ? 'dropped by beforeSend' : 'ignored, for the person does not consent'),
  error: () => 'something failed, and the page goes on',
};

function outcomeOf(status: number): string {
  if (status === 200) return 'the collector has stored them';
  if (status === 0) return 'no answer, or not the collector’s, so they stay and are tried again';
  return status < 500 && status !== 408 && status !== 429
    ? `refused with ${status}`
    : `${status}, so they are tried again`;
}
