import { expect, it } from 'vitest';
import type { ExportRequest } from '../../../src/read/export/export.ts';
import { fileName } from '../../../src/read/export/file-name.ts';

const BUYERS = '{"segment":"buyers"}';

it.each<[ExportRequest, string]>([
  [{ what: 'profiles' }, 'people'],
  [{ what: 'accounts' }, 'companies'],
  [{ what: 'profile', profile_id: 'u:ada' }, 'person'],
  [{ what: 'profiles', segment: 'buyers' }, 'buyers'],
  [{ what: 'accounts', filter: BUYERS }, 'buyers'],
  [{ what: 'profiles', filter: `{"not":${BUYERS}}` }, 'people'],
  [{ what: 'profiles', filter: '{"segment":"buyers","known":true}' }, 'people'],
  [{ what: 'profiles', filter: BUYERS, segment: 'others' }, 'people'],
  [{ what: 'profiles', segment: 'buyers', find: 'ada' }, 'people'],
  [{ what: 'profiles', segment: 'a"\r\nset-cookie: b' }, 'people'],
  [{ what: 'responses', segment: 'buyers' }, 'responses'],
])('the file of %j is called %s', (request, name) => {
  expect(fileName(request)).toBe(name);
});
