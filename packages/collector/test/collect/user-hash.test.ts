import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keyring } from '../../src/collect/keys.ts';
import { readMessages } from '../../src/collect/read-messages.ts';
import { checkUserHash, type IdentityVerification } from '../../src/collect/user-hash.ts';
import { enricher } from '../../src/enrich/enrich.ts';
import { KEYS, NOW } from '../build-app.ts';
import { login, page, startCollector } from '../fold/collector.ts';

const SECRET = 'a secret of the backend';
const OLD_SECRET = 'the secret of last year';
const LATER_S = NOW / 1_000 + 3_600;

function userHash(userId: string, expiry = Math.floor(LATER_S), secret = SECRET): string {
  return `v1.${expiry}.${createHmac('sha256', secret).update(`v1:${userId}:${expiry}`).digest('base64url')}`;
}

describe('a userHash', () => {
  const check = (hash: unknown, userId = 'ann') => checkUserHash(hash, userId, NOW, [SECRET, OLD_SECRET]);

  test('is valid for the user it was made for, until it expires', () => {
    expect(check(userHash('ann'))).toBe('valid');
    expect(check(userHash('u:1:2'), 'u:1:2')).toBe('valid');
    expect(check(userHash('ann', Math.floor(NOW / 1_000)))).toBe('expired');
    expect(check(userHash('ann', Math.floor(NOW / 1_000) + 1))).toBe('valid');
  });

  test('may be made with each of the secrets, so that one can take the place of another', () => {
    expect(check(userHash('ann', undefined, OLD_SECRET))).toBe('valid');
    expect(check(userHash('ann', undefined, 'a secret of nobody here'))).toBe('invalid');
    expect(checkUserHash(userHash('ann'), 'ann', NOW, [])).toBe('invalid');
  });

  test.each([undefined, null, ''])('%o is none', (hash) => {
    expect(check(hash)).toBe('missing');
  });

  const [, expiry, signature = ''] = userHash('ann').split('.');
  test.each<[string, unknown]>([
    ['made for somebody else', userHash('bob')],
    ['whose expiry was moved', `v1.${Number(expiry) + 1}.${signature}`],
    ['whose expiry was moved into the id', userHash(`ann:${expiry}`)],
    ['of another version', `v2.${expiry}.${signature}`],
    ['without a signature', `v1.${expiry}.`],
    ['with padding', `v1.${expiry}.${signature}=`],
    ['with something behind', `${userHash('ann')} `],
    ['in a list', [userHash('ann')]],
    ['that is a number', 1],
    ['that is an object', { toString: () => userHash('ann') }],
  ])('%s is invalid', (_what, hash) => {
    expect(check(hash)).toBe('invalid');
  });
});

describe('messages', () => {
  const identity: IdentityVerification = { secrets: [SECRET], isEnforced: false };
  const identify = { type: 'identify', anonymousId: 'laptop', userId: 'ann', messageId: 'm' };
  const read = (message: object, verification: IdentityVerification | null = identity, key = KEYS.writeKey) => {
    const request = { type: 'batch', key, receivedAt: NOW, isBrowser: false, ip: null, userAgent: null } as const;
    const body = JSON.stringify({ batch: [message] });
    const reading = readMessages(
      { ...request, body, clientHints: {} },
      keyring(KEYS),
      enricher(() => null),
      verification,
    );
    if ('status' in reading) throw new Error(reading.code);
    return { event: reading.events[0]?.event, rejected: reading.rejected };
  };
  const signed = { ...identify, context: { userHash: userHash('ann'), locale: 'de' } };

  test('with a valid userHash are verified', () => {
    expect(read(signed).event).toMatchObject({ trust: 1, identityVerdict: 'valid' });
  });

  test('keep the verdict and not the hash, so that a fresh one makes no other message', () => {
    expect(read(signed).event?.json.context).toBe('{"locale":"de"}');
    const again = { ...signed, context: { locale: 'de', userHash: userHash('ann', Math.floor(LATER_S) + 9) } };
    expect(read(again).event?.contentHash).toBe(read(signed).event?.contentHash);
  });

  test.each([
    ['no userHash', identify, 'missing'],
    ['one of somebody else', { ...signed, userId: 'bob' }, 'invalid'],
    ['an expired one', { ...identify, context: { userHash: userHash('ann', 1_000) } }, 'expired'],
  ])('with %s are noted and stay claims', (_what, message, verdict) => {
    expect(read(message).event).toMatchObject({ trust: 0, identityVerdict: verdict });
  });

  test('of nobody, of backends, or without verification have nothing to verify', () => {
    expect(read({ type: 'page', anonymousId: 'laptop' }).event).toMatchObject({ trust: 0, identityVerdict: null });
    expect(read(signed, identity, KEYS.secretKey).event).toMatchObject({ trust: 2, identityVerdict: null });
    expect(read(signed, null).event).toMatchObject({ trust: 0, identityVerdict: null });
  });

  test('that name an unverified user and no device are rejected where verification is enforced', () => {
    const enforced = { ...identity, isEnforced: true };
    const { anonymousId: _, ...withoutDevice } = identify;
    expect(read(withoutDevice, enforced).rejected).toMatchObject([
      { code: 'unverified_identity', path: 'context.userHash', message: expect.stringContaining('missing') },
    ]);
    expect(read(withoutDevice).event).toBeDefined();
    expect(read(identify, enforced).event).toMatchObject({ trust: 0 });
    expect(read({ ...withoutDevice, context: signed.context }, enforced).event).toMatchObject({ trust: 1 });
    expect(read(withoutDevice, enforced, KEYS.secretKey).event).toMatchObject({ trust: 2 });
  });
});

test('what a verified browser said is not overridden by one that is not, and the verdict can be queried', async () => {
  const collector = await startCollector(undefined, { identity: { secrets: [SECRET], isEnforced: false } });
  const proof = { context: { userHash: userHash('ann', 99_999_999_999) } };
  await collector.send(
    { ...login(0, 'm1', 'laptop', 'ann', { plan: 'pro' }), ...proof },
    login(1, 'm2', 'laptop', 'ann', { plan: 'free' }),
    page(2, 'm3', 'laptop'),
  );
  expect(await collector.rows(`SELECT value, trust FROM traits WHERE key = 'plan'`)).toEqual([['"pro"', 'verified']]);
  expect(await collector.rows('SELECT message_id, identity_verdict FROM events ORDER BY 1')).toEqual([
    ['m1', 'valid'],
    ['m2', 'missing'],
    ['m3', null],
  ]);
});

describe('the examples in the documents make a valid userHash', () => {
  const text = readFileSync(new URL('../../../../docs/identity.md', import.meta.url), 'utf8');
  const sample = (language: string) => text.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';

  test.for<[string, string, string[], string]>([
    ['js', process.execPath, ['--input-type=module', '-e'], 'console.log(userHash("ann"));'],
    ['python', 'python3', ['-c'], 'print(user_hash("ann"))'],
    ['php', 'php', ['-r'], 'echo user_hash("ann");'],
    ['ruby', 'ruby', ['-e'], 'puts user_hash("ann")'],
  ])('in %s', ([language, command, flags, call], { skip }) => {
    expect(sample(language)).not.toBe('');
    if (spawnSync(command, ['--version']).error) skip(`not run: ${command} is missing`);
    const code = `${sample(language)}\n${call}`;
    const env = { ...process.env, KITH_IDENTITY_SECRET: SECRET };
    const made = execFileSync(command, [...flags, code], { encoding: 'utf8', env }).trim();
    expect(checkUserHash(made, 'ann', Date.now(), [SECRET])).toBe('valid');
  });
});
