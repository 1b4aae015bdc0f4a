import { beforeEach, expect, test } from 'vitest';
import { type FakeCollector, fakeCollector, type Received } from './fake-collector.ts';
import { freshBrowser, openTab, pass } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

function responseIds(messages: Received[] = collector.deliveries()): Set<unknown> {
  return new Set(messages.map((message) => message.properties?.response_id));
}

test('every step carries the response id, its number and all answers so far', async () => {
  const { kith } = await openTab(collector);
  const nps = kith.survey('nps', {
    name: 'Satisfaction',
    questions: { score: { text: 'How likely?', type: 'score' } },
  });
  nps.view();
  nps.answer('score', 9);
  nps.answer('why', ['fast', 'small']);
  nps.complete();
  await pass(2_000);
  const said = collector.deliveries().map(({ event, properties }) => [event, properties?.seq, properties?.answers]);
  expect(said).toEqual([
    ['Survey Viewed', 0, {}],
    ['Survey Answered', 1, { score: 9 }],
    ['Survey Answered', 2, { score: 9, why: ['fast', 'small'] }],
    ['Survey Completed', 3, { score: 9, why: ['fast', 'small'] }],
  ]);
  expect(responseIds().size).toBe(1);
  expect(collector.deliveries()[1]?.properties).toMatchObject({
    survey_id: 'nps',
    survey_name: 'Satisfaction',
    questions: { score: { text: 'How likely?', type: 'score' } },
  });
});

test('the response survives a reload, with its answers, and is shared by tabs', async () => {
  const first = await openTab(collector);
  first.kith.survey('nps').view();
  first.kith.survey('nps').answer('score', 3);
  await pass(2_000);
  first.crash();
  const second = await openTab(collector);
  const third = await openTab(collector);
  second.kith.survey('nps').answer('why', 'slow');
  await pass(0);
  third.kith.survey('nps').complete();
  await pass(2_000);
  expect(responseIds().size).toBe(1);
  expect(collector.deliveries().at(-1)?.properties).toMatchObject({ seq: 3, answers: { score: 3, why: 'slow' } });
});

test.each(['complete', 'dismiss'] as const)('after %s the next view begins another response', async (end) => {
  const { kith } = await openTab(collector);
  const nps = kith.survey('nps');
  nps.view();
  nps.answer('score', 3);
  nps[end]();
  nps.view();
  await pass(2_000);
  expect(responseIds().size).toBe(2);
  expect(collector.deliveries().at(-1)?.properties).toMatchObject({ seq: 0, answers: {} });
});

test('buttons pressed twice end the response once', async () => {
  const { kith } = await openTab(collector);
  const nps = kith.survey('nps');
  nps.view();
  nps.complete();
  nps.complete();
  nps.dismiss();
  await pass(2_000);
  expect(collector.names()).toEqual(['Survey Viewed', 'Survey Completed']);
});

test('going back takes answers back', async () => {
  const { kith } = await openTab(collector);
  const survey = kith.survey('branching');
  survey.answer('has pet', true);
  survey.answer('pet', 'cat');
  survey.answer('pet', undefined);
  survey.answer('has pet', false);
  await pass(2_000);
  expect(collector.deliveries().at(-1)?.properties).toMatchObject({ seq: 4, answers: { 'has pet': false } });
});

test('a question named like a property of every object is a question', async () => {
  const { kith } = await openTab(collector);
  kith.survey('odd').answer('__proto__', 1);
  kith.survey('odd').answer('constructor', 2);
  await pass(2_000);
  const answers = collector.deliveries().at(-1)?.properties?.answers as object;
  expect(Object.entries(answers)).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
  ]);
});

test('surveys with different ids do not mix', async () => {
  const { kith } = await openTab(collector);
  kith.survey('a').answer('q', 1);
  kith.survey('b').answer('q', 2);
  await pass(2_000);
  expect(responseIds().size).toBe(2);
  expect(collector.deliveries().map((message) => message.properties?.answers)).toEqual([{ q: 1 }, { q: 2 }]);
});

test('answers before and after the login belong to one response', async () => {
  const { kith } = await openTab(collector);
  kith.survey('nps').answer('score', 8);
  kith.identify('ada');
  kith.survey('nps').complete();
  await pass(2_000);
  const [answered, , completed] = collector.deliveries();
  expect(completed?.properties?.response_id).toBe(answered?.properties?.response_id);
});
