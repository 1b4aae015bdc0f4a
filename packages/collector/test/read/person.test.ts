import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyring } from '../../src/collect/keys.ts';
import { type Db, openReadOnly } from '../../src/persist/database.ts';
import { QUESTIONS } from '../../src/read/questions.ts';
import { startWriter } from '../../src/writer.ts';
import { KEYS } from '../build-app.ts';

const NOON = Date.UTC(2026, 10, 2, 12);
const HOUR_MS = 3_600_000;
const AUTUMN = { campaign: { source: 'newsletter' }, page: { url: 'https://shop.example/' } };
const ASKING = { now: NOON + 72 * HOUR_MS, timezone: 'UTC' };

const directory = mkdtempSync(join(tmpdir(), 'kith-person-'));
let db: Db;

beforeAll(async () => {
  const database = join(directory, 'kith.db');
  const writer = await startWriter({ database, geo: 'off', keys: keyring(KEYS) });
  const survey = { survey_id: 'nps', answers: { score: 9 } };
  const batch = [
    at(0, { type: 'page', messageId: 'nobody', name: 'Home' }),
    at(2, { type: 'identify', messageId: 'ada', userId: 'ada', traits: {}, context: AUTUMN }),
    at(4, { type: 'identify', messageId: 'alan', userId: 'alan', traits: {} }),
    at(4, { type: 'track', messageId: 'old', userId: 'ada', event: 'Survey Viewed', properties: survey }),
    at(48, {
      type: 'track',
      messageId: 'new',
      userId: 'ada',
      event: 'Survey Viewed',
      properties: { survey_id: 'csat' },
    }),
  ];
  await writer.submit({
    ...{ type: 'batch', key: KEYS.writeKey, receivedAt: NOON + 72 * HOUR_MS, isBrowser: true, ip: null },
    ...{ userAgent: null, clientHints: {}, body: JSON.stringify({ batch }) },
  });
  await writer.decide({ kind: 'reset', identity: 'u:ada', at: new Date(NOON).toISOString() });
  const unlink = await writer.decide({ kind: 'unlink', identity: 'u:alan', other: 'a:kiosk' });
  await writer.decide({ kind: 'undo', decisionId: unlink });
  await writer.stop();
  db = openReadOnly(database);
});
afterAll(() => {
  db?.close();
  rmSync(directory, { recursive: true, force: true });
});

function at(hours: number, message: object): object {
  return { anonymousId: 'kiosk', timestamp: new Date(NOON + hours * HOUR_MS).toISOString(), ...message };
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as their readers do
function ask(question: string, args: object): any {
  return QUESTIONS.get(question)?.(db, { profile_id: 'u:ada', limit: 50, ...args } as never, ASKING);
}

const ids = (rows: readonly { readonly message_id: string }[]) => rows.map(({ message_id: id }) => id).sort();

it('tells apart what was nobody’s on a device that several people use', () => {
  expect(ids(ask('events', {}).data)).toEqual(['ada', 'new', 'old']);
  const { data } = ask('events', { apart: true });
  expect(ids(data)).toEqual(['ada', 'new', 'nobody', 'old']);
  expect(data.at(-1)).toMatchObject({ message_id: 'nobody', profile_id: 'a:kiosk' });
});

it('reads them page by page, and one of them by its id', () => {
  const { data, next } = ask('events', { apart: true, limit: 3 });
  const rest = ask('events', { apart: true, limit: 3, after: next });
  expect(ids([...data, ...rest.data])).toEqual(['ada', 'new', 'nobody', 'old']);
  expect(ids(ask('events', { message_id: 'old' }).data)).toEqual(['old']);
  expect(ask('events', { message_id: 'alan' }).data).toEqual([]);
});

it('says how many people an identifier leads to', () => {
  const { identities } = ask('profile', {});
  expect(identities.map(({ identifier, person_count: count }: Record<string, unknown>) => [identifier, count])).toEqual(
    [
      ['kiosk', 2],
      ['ada', 1],
    ],
  );
});

it('finds the responses of a period by the latest of their times', () => {
  const surveys = (args: object) => ask('responses', args).data.map(({ survey_id: id }: { survey_id: string }) => id);
  expect(surveys({}).sort()).toEqual(['csat', 'nps']);
  expect(surveys({ from: '2026-11-03' })).toEqual(['csat']);
  expect(surveys({ from: '2026-11-01', to: '2026-11-03' })).toEqual(['nps']);
});

it('lists what was decided about a person, and whether it still is', () => {
  expect(ask('profile-decisions', {}).data).toMatchObject([
    { kind: 'reset', identity: 'u:ada', value: '2026-11-02T12:00:00.000Z', is_standing: true },
  ]);
  expect(ask('profile-decisions', { profile_id: 'u:alan' }).data).toMatchObject([
    { kind: 'unlink', other_identity: 'a:kiosk', is_standing: false },
  ]);
  expect(ask('decisions', {}).data.length).toBe(3);
});

it('explains how somebody came by what their first session began with', () => {
  const { data } = ask('why', {});
  const entry = data.find(({ subject }: { subject: string }) => subject === 'first entry');
  expect(entry).toMatchObject({ value: 'newsletter, https://shop.example/', message_id: 'ada' });
});

it('says what an erasure would delete, and deletes nothing', () => {
  const preview = ask('preview', { decision: { kind: 'erase', identity: 'u:ada' } });
  expect(preview).toMatchObject({ event_count: 3, identities: ['u:ada'] });
  expect(ids(ask('events', {}).data)).toEqual(['ada', 'new', 'old']);
});
