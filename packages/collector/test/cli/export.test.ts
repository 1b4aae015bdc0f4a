import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { serve } from '../../src/serve.ts';
import { fillFile, login } from '../fold/collector.ts';
import { rowsIn } from '../persist/rows-in.ts';
import { temporaryFile } from '../persist/temporary-file.ts';
import { kith } from './kith.ts';

test('what a command exports beside a server is in the audit, and without one it is exported all the same', async () => {
  const file = temporaryFile();
  await fillFile(file, ({ send }) => send(login(0, 'a1', 'phone', 'ann')));
  const quiet = { code: 0, error: '' };
  expect(await kith(['export', 'events', '--db', file])).toMatchObject(quiet);
  const config = readConfig(['--db', file, '--port', '0', '--geo', 'off'], {});
  const collector = await serve(config, { logger: pino({ level: 'silent' }) });
  onTestFinished(() => collector.stop());
  expect(await kith(['export', 'profiles', '--db', file])).toMatchObject(quiet);
  expect(await kith(['export', 'u:ann', '--db', file])).toMatchObject(quiet);
  await collector.stop();
  expect(rowsIn(file, 'SELECT actor, action, path, identity FROM audit ORDER BY audit_id')).toEqual([
    ['admin-token', 'export', 'kith export profiles', null],
    ['admin-token', 'export', 'kith export IDENTITY', 'u:ann'],
  ]);
});
