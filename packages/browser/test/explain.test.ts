import { beforeEach, expect, test, vi } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, openTab, pass } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

test('every decision is explained in a sentence', async () => {
  const sentences: string[] = [];
  vi.spyOn(console, 'debug').mockImplementation((sentence) => void sentences.push(sentence));
  const { kith } = await openTab(collector, null);
  kith.explain();
  kith.beforeSend((message) => {
    if (message.event === 'Wrong') throw new Error('no');
    return message.event === 'Secret' ? null : message;
  });
  kith.init({ writeKey: 'pk_test', host: 'https://kith.example' });
  collector.answers = ['refuse', { status: 503 }, 'confirm', { status: 401 }];
  kith.track('Plan Chosen');
  kith.track('Secret');
  kith.track('Wrong');
  await pass(10_000);
  kith.page();
  await pass(2_000);
  kith.consent('denied');
  kith.track('Late');
  expect(sentences).toEqual([
    'Kith: track Plan Chosen is queued as number 1, to be sent within 2 s',
    'Kith: dropped by beforeSend',
    'Kith: something failed, and the page goes on',
    'Kith: 1 sent: no answer, or not the collector’s, so they stay and are tried again',
    'Kith: 1 sent: 503, so they are tried again',
    'Kith: 1 sent: the collector has stored them',
    'Kith: page is queued as number 2, to be sent within 2 s',
    'Kith: 1 sent: refused with 401',
    'Kith: 1 dropped: refused, too many or too old',
    'Kith: ignored, for the person does not consent',
  ]);
});

test('what is sent and dropped is named message by message, also where several were said in one go', async () => {
  const details: unknown[] = [];
  collector.answers = ['confirm', { status: 400 }];
  const { kith } = await openTab(collector);
  kith.explain((decision, detail) => void (decision === 'queued' || details.push(detail)));
  kith.track('One');
  kith.track('Two');
  await pass(2_000);
  const ids = collector.deliveries().map(({ messageId }) => messageId);
  expect(details).toEqual([{ status: 200, ids }]);
  kith.track('Three');
  kith.track('Four');
  await pass(2_000);
  const refused = collector.requests[1]?.body.batch.map(({ messageId }) => messageId);
  expect(refused).toHaveLength(2);
  expect(details.slice(1)).toEqual([{ status: 400, ids: refused }, refused]);
});

test('decisions may go to a function instead, whose failure nobody notices', async () => {
  const decisions: string[] = [];
  const { kith } = await openTab(collector);
  kith.explain((decision) => {
    decisions.push(decision);
    throw new Error('no');
  });
  expect(() => kith.track('One')).not.toThrow();
  await pass(2_000);
  expect(decisions).toEqual(['queued', 'answer']);
  expect(collector.names()).toEqual(['One']);
});
