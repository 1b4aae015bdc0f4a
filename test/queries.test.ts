import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, openReadOnly } from '../packages/collector/src/persist/database.ts';
import { fileOfTests } from '../packages/collector/test/persist/temporary-file.ts';
import { DOCUMENTS, statementsByHeading } from './documents.ts';
import { fillSampleDatabase } from './sample-database.ts';

const file = fileOfTests();
let db: Db;

beforeAll(async () => {
  await fillSampleDatabase(file);
  db = openReadOnly(file);
});

afterAll(() => {
  db?.close();
});

const queries = statementsByHeading(DOCUMENTS.find(({ path }) => path === 'docs/queries.md') ?? { path: '', text: '' });

/**
 * What the sample's people did, added up by hand. Those who count: Ada (visits on 2, 4 and 9 November of 300, 40 and 0 s),
 * Grace (3 and 12 November, 2 and 120 s), Alan (10, 11 and 12 November, 240, 600 and 60 s), somebody who looked on the 5th
 * and somebody with a fast clock on the 14th.
 */
const EXPECTED: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  'How many people are new on each day, and how many are there by then?': [
    ['2026-11-02', 1, 1],
    ['2026-11-03', 1, 2],
    ['2026-11-05', 1, 3],
    ['2026-11-10', 1, 4],
    ['2026-11-14', 1, 5],
  ],
  'How many people are active on each day?': [
    ['2026-11-02', 1],
    ['2026-11-03', 1],
    ['2026-11-04', 1],
    ['2026-11-05', 1],
    ['2026-11-09', 1],
    ['2026-11-10', 1],
    ['2026-11-11', 1],
    ['2026-11-12', 2],
    ['2026-11-14', 1],
  ],
  'How many people are active in each country?': [['unknown', 5]],
  'How many sessions and active people are there in each week?': [
    ['2026-11-02', 4, 3],
    ['2026-11-09', 6, 4],
  ],
  'How long is a session on average?': [[10, 136.2]],
  'How many sessions are over after one event?': [[10, 3, 30]],
  'Which events are the most frequent of a period?': [
    ['Product Added', 2, 2],
    ['Content Clicked', 1, 1],
    ['Order Completed', 1, 1],
    ['Rage Click', 1, 1],
    ['Survey Answered', 1, 1],
    ['Survey Completed', 1, 1],
    ['Survey Viewed', 1, 1],
  ],
  'Which pages are the most visited of a period?': [
    ['/', 2, 2],
    ['/account', 1, 1],
    ['/products/p1', 1, 1],
    ['/products/p2', 1, 1],
  ],
  'What frustrates people, and where?': [['https://shop.example/cart', '#pay', 'Rage Click', 1, 1]],
  'How often do people order?': [[1, 2]],
  'Who did one thing but never another?': [['u:grace', null, 'grace@example.com']],
  'Who has not done something for a week?': [
    ['u:ada', '2026-11-02'],
    ['u:grace', '2026-11-03'],
  ],
  'How many of those who put something into the cart order, on that day or later?': [[3, 2]],
  'How many get through three steps in this order, within seven days?': [[5, 3, 2]],
  'How long does it take from the first visit to the first order?': [
    ['u:ada', 5],
    ['u:alan', 24 * 60 + 10],
  ],
  'How many of the people of a week come back in the weeks after?': [
    ['2026-11-02', 0, 3],
    ['2026-11-02', 1, 2],
    ['2026-11-09', 0, 2],
  ],
  'What brought people first, and what brought them last, by country?': [
    ['unknown', 'direct', 'direct', 3],
    ['unknown', 'google', 'direct', 1],
    ['unknown', 'newsletter', 'direct', 1],
  ],
  'Which campaign earns what, by first touch and by the visit of the order?': [
    ['autumn', 49.9, 69.9],
    ['brand', 20, 0],
  ],
  'How many people complete a survey once they have seen it?': [['onboarding', 3, 3, 2, 66.7]],
  'What is the net promoter score?': [[33.3, 3]],
  'What is the net promoter score of each plan?': [
    ['free', 0, 2],
    ['pro', 100, 1],
  ],
  'What was answered to each question, and how often?': [
    ['onboarding', 'Would you recommend us?', 'score', 3, 1],
    ['onboarding', null, 'score', 9, 1],
    ['onboarding', 'Would you recommend us?', 'score', 10, 1],
    ['onboarding', null, 'why', 'It just works', 1],
  ],
  'Who engaged with a flow, a banner or other content, and how?': [['banner', 'b1', 'clicked', 1, 1, 1]],
  'What are the totals of each account?': [
    ['acme', 'Acme', 2, 5, 10, 92.4],
    ['globex', 'Globex', 1, 3, 4, 300],
  ],
  'Why did this session begin?': [
    ['a:device-kiosk/device-kiosk-864000000', 'u:alan', 'first', null],
    ['a:device-kiosk/device-kiosk-864600000', 'u:grace', 'person', 540],
  ],
  'Which people have the same email address, phone number or push token?': [
    ['email', 'ada@example.com', 2, 'u:ada u:alan'],
  ],
  'How many devices does each person have?': [
    ['u:ada', 2],
    ['u:alan', 2],
    ['u:grace', 2],
  ],
  'Which devices are shared?': [['device-kiosk', 2, 'u:alan u:grace']],
  'Who is left out of the totals, and why?': [
    ['a:device-bot', null, 0, 0, 1, 0],
    ['u:eve', null, 1, 0, 0, 0],
    ['u:tess', null, 0, 1, 0, 0],
  ],
  'How many messages of browsers never arrived?': [
    ['2026-11-10', 'Chrome', 0, 5, 0],
    ['2026-11-11', 'Chrome', 1, 3, 33.33],
  ],
  'Which traits are sent with values of different types?': [['seats', 'integer,text', 2]],
};

it('answers at least 25 questions, each by one query', () => {
  expect(queries.size).toBeGreaterThanOrEqual(25);
  for (const [heading, statements] of queries) expect(statements.length, heading).toBe(1);
});

it.each(Object.entries(EXPECTED))('%s', (heading, expected) => {
  const [sql = ''] = queries.get(heading) ?? [];
  expect(db.prepare(sql).raw().all()).toEqual(expected);
});

it('finds the event whose clock was wrong', () => {
  const [sql = ''] = queries.get('Which events came with a wrong clock, and how wrong was it?') ?? [];
  expect(db.prepare(sql).all()).toMatchObject([
    {
      anonymous_id: 'device-clock',
      timestamp: '2026-11-14T09:00:00.000Z',
      clock_flag: 'clock',
      corrected_minutes: -120,
    },
  ]);
});

it('finds the response that was abandoned', () => {
  const [sql = ''] = queries.get('Which responses were abandoned?') ?? [];
  expect(db.prepare(sql).all()).toMatchObject([{ profile_id: 'u:alan', response_id: 'r2', answers: '{"score":3}' }]);
});
