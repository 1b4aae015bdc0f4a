import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { API_ROUTES } from '../../collector/src/read/api-routes.ts';
import { auditWords } from '../src/pages/decisions/audit-words.ts';
import { decisionWords, isUndoable } from '../src/pages/decisions/decision-words.ts';
import { explorerForAll, openPage } from './explorer.ts';

const ROW = { decision_id: 7, identity: 'u:ada', other_identity: null, value: null, decided_at: '', is_standing: true };

it.each([
  [{ kind: 'unlink', other_identity: 'a:d' }, 'Separated u:ada and a:d'],
  [{ kind: 'exclude', value: 1 }, 'Excluded u:ada'],
  [{ kind: 'exclude', value: 0 }, 'Counted again u:ada'],
  [{ kind: 'control', value: 1 }, 'Excluded u:ada from control groups'],
  [
    { kind: 'merge', identity: 'u:\u202eada\u2069', other_identity: 'u:ann' },
    'Joined \u2068u:\u202eada\u2069 and u:ann',
  ],
  [{ kind: 'policy', value: { session_gap_ms: 60_000 } }, 'Set session_gap_ms to 60000'],
  [{ kind: 'mapping', value: { event: 'E', property: 'p', trait: null } }, 'Ended that p of E is a trait'],
  [{ kind: 'segment', value: { name: 'Buyers', filter: null } }, 'Ended the segment Buyers'],
  [{ kind: 'undo', value: 3 }, 'Undid decision 3'],
])('says %j in words', (row, words) => {
  expect(decisionWords({ ...ROW, ...row })).toBe(words);
});

it('says in words what is noted of every route', () => {
  const noted = API_ROUTES.filter(({ isImpersonal }) => !isImpersonal).map(({ path }) => path);
  const changing = ['decisions', 'keys', 'access', 'reprocess', 'rebuild', 'import', 'live', 'decisions/preview'];
  for (const path of [...noted, ...changing.map((name) => `/api/${name}`)])
    expect(auditWords({ action: 'read', path, decision_id: null })).not.toContain('/api');
  expect(auditWords({ action: 'write', path: '/api/refold', decision_id: 7 })).toBe('Took decision 7');
  expect(auditWords({ action: 'login_refused', path: '/api/login', decision_id: null })).toBe('Gave a wrong password');
});

it('offers to undo what stands and can be undone', () => {
  expect(isUndoable({ ...ROW, kind: 'exclude' })).toBe(true);
  expect(isUndoable({ ...ROW, kind: 'exclude', is_standing: false })).toBe(false);
  expect(isUndoable({ ...ROW, kind: 'erase' })).toBe(false);
});

describeInChromium('decisions', () => {
  const explorer = explorerForAll(20);

  it('lists what was decided, and undoes it', async () => {
    const page = await openPage(explorer);
    const decide = (data: object) =>
      page.request.post(`${explorer.address}/api/decisions`, { data, headers: { origin: explorer.address } });
    await decide({ kind: 'exclude', identity: 'u:user-3' });
    expect(explorer.one("SELECT is_excluded FROM profiles WHERE profile_id = 'u:user-3'")).toBe(1);
    await page.goto(`${explorer.address}/decisions`);
    await page.getByRole('button', { name: 'Excluded u:user-3' }).click();
    await page.getByRole('button', { name: 'Undo it' }).click();
    await page.getByRole('row', { name: /^Excluded u:user-3 .* undone/ }).waitFor();
    expect(explorer.one("SELECT is_excluded FROM profiles WHERE profile_id = 'u:user-3'")).toBe(0);
    await page.getByRole('button', { name: 'Excluded u:user-3' }).click();
    await page.getByRole('dialog').getByText('Excluded u:user-3').waitFor();
    expect(await page.getByRole('button', { name: 'Undo it' }).count()).toBe(0);
  });

  it('tells administrators who did what, and who may', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/decisions/audit?action=login`);
    await eventually(async () => {
      await page.reload();
      await page
        .getByRole('row', { name: /^admin-token Logged in/ })
        .first()
        .waitFor({ timeout: 2_000 });
    });
    await page.goto(`${explorer.address}/people/u:user-3`);
    await page.getByRole('heading', { name: 'Mary Lindqvist' }).waitFor();
    await page.goto(`${explorer.address}/decisions/audit`);
    const row = page.getByRole('row', { name: /^admin-token Read the profile Mary Lindqvist/ });
    expect(await row.first().getByText('Read the profile').getAttribute('title')).toBe('/api/profiles/:profile_id');
    expect(await row.first().getByRole('link').getAttribute('href')).toBe('/people/u%3Auser-3');
    await page.getByRole('link', { name: 'Access' }).click();
    await page.getByRole('heading', { name: 'Nobody but the admin token' }).waitFor();
  });
});
