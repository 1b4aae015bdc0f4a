import { expect, it } from 'vitest';
import { eventually } from '../../../../test/end-to-end/eventually.ts';
import { sha256 } from '../../src/collect/keys.ts';
import type { Grant } from '../../src/persist/grant-table.ts';
import { buildApp, fakeWriter, KEYS, NO_READERS } from '../build-app.ts';

/** A collector whose messages arrive where the test says so. */
async function startLive() {
  const arrived: { seq: number; name: string; person_name?: string }[] = [];
  const asked: { after: number; count: number }[] = [];
  const grants: Grant[] = [grant('crm', ['events']), grant('mailer', ['profiles'])];
  const ask = async (_question: string, { after }: { readonly after: number }) => {
    const behind = arrived.filter(({ seq }) => seq > after);
    asked.push({ after, count: behind.length });
    return { data: behind.slice(-3), isAll: behind.length <= 3 };
  };
  const readers = { ...NO_READERS, ask: ask as typeof NO_READERS.ask };
  const { app } = buildApp({ readers, writer: { ...fakeWriter(), grants: () => grants } });
  const address = await app.listen({ port: 0 });

  async function watch(headers: Record<string, string> = { authorization: `Bearer ${KEYS.adminToken}` }) {
    const response = await fetch(`${address}/api/live`, { headers });
    const watched = { status: response.status, type: response.headers.get('content-type'), text: '', isOver: false };
    const read = async () => {
      for await (const part of response.body ?? []) watched.text += Buffer.from(part).toString();
    };
    read().finally(() => {
      watched.isOver = true;
    });
    return watched;
  }

  return { app, arrived, asked, grants, watch };
}

function grant(name: string, scopes: readonly string[]): Grant {
  return { kind: 'key', name, scopes, secretHash: sha256(`rk_${name}`) };
}

it('tells the latest messages, and then each that arrives', async () => {
  const { arrived, watch } = await startLive();
  arrived.push({ seq: 1, name: 'a' }, { seq: 2, name: 'b' });
  const watched = await watch();
  expect(watched).toMatchObject({ status: 200, type: 'text/event-stream' });
  const first = 'id: 2\ndata: {"data":[{"name":"a"},{"name":"b"}],"is_complete":true}\n\n';
  await eventually(() => expect(watched.text).toBe(first));
  arrived.push({ seq: 5, name: 'c' });
  await eventually(() =>
    expect(watched.text).toBe(`${first}id: 5\ndata: {"data":[{"name":"c"}],"is_complete":true}\n\n`),
  );
});

it('tells at once that nothing has arrived yet', async () => {
  const { watch } = await startLive();
  const watched = await watch();
  await eventually(() => expect(watched.text).toBe('id: 0\ndata: {"data":[],"is_complete":true}\n\n'));
});

it('says that some are left out when more arrive than it tells', async () => {
  const { arrived, watch } = await startLive();
  const watched = await watch();
  await eventually(() => expect(watched.text).toContain('id: 0'));
  arrived.push(...[1, 2, 3, 4].map((seq) => ({ seq, name: `n${seq}` })));
  await eventually(() =>
    expect(watched.text).toContain('[{"name":"n2"},{"name":"n3"},{"name":"n4"}],"is_complete":false'),
  );
});

it('goes on where a browser that was cut off had been', async () => {
  const { arrived, watch } = await startLive();
  arrived.push({ seq: 1, name: 'a' }, { seq: 2, name: 'b' });
  const watched = await watch({ authorization: `Bearer ${KEYS.adminToken}`, 'last-event-id': '1' });
  await eventually(() => expect(watched.text).toBe('id: 2\ndata: {"data":[{"name":"b"}],"is_complete":true}\n\n'));
});

it('asks once for all who watch', async () => {
  const { arrived, asked, watch } = await startLive();
  const watching = await Promise.all([watch(), watch(), watch(), watch()]);
  await eventually(() => expect(watching.every(({ text }) => text.includes('id: 0'))).toBe(true));
  arrived.push({ seq: 9, name: 'late' });
  await eventually(() => expect(watching.every(({ text }) => text.includes('late'))).toBe(true));
  expect(asked.filter(({ count }) => count > 0)).toEqual([{ after: 0, count: 1 }]);
});

it('is for those who may read events, and ends when they may no more', async () => {
  const { grants, watch } = await startLive();
  expect((await watch({})).status).toBe(401);
  expect((await watch({ authorization: 'Bearer rk_mailer' })).status).toBe(403);
  const watched = await watch({ authorization: 'Bearer rk_crm' });
  await eventually(() => expect(watched.text).toContain('id: 0'));
  grants.length = 0;
  await eventually(() => expect(watched.isOver).toBe(true));
});

it('tells what people are called only to those who may read profiles', async () => {
  const { arrived, watch } = await startLive();
  arrived.push({ seq: 1, name: 'a', person_name: 'Ada' });
  const [one, other] = await Promise.all([watch(), watch({ authorization: 'Bearer rk_crm' })]);
  await eventually(() => expect(one.text).toContain('{"name":"a","person_name":"Ada"}'));
  await eventually(() => expect(other.text).toContain('{"data":[{"name":"a"}]'));
});

it('does not keep a collector from stopping', async () => {
  const { app, watch } = await startLive();
  const watched = await watch();
  await eventually(() => expect(watched.text).toContain('id: 0'));
  await app.close();
  await eventually(() => expect(watched.isOver).toBe(true));
});
