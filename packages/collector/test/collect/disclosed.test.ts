import { describe, expect, test } from 'vitest';
import { DAY_MS, login, startCollector, track } from '../fold/collector.ts';

type Asked = { readonly confirmed?: readonly string[] };

describe('what the public key is told', () => {
  test('is the same whether a backend knows the user or not', async () => {
    const { send, sendFromBackend } = await startCollector();
    await sendFromBackend(track(0, 'signup-ann', 'Signed Up', { userId: 'ann' }));
    const probe = (user: string) => track(0, `signup-${user}`, 'Signed Up', { userId: user });
    expect(await send(probe('ann'))).toEqual(await send(probe('bob')));
    expect(await sendFromBackend(track(0, 'signup-ann', 'Signed Up', { userId: 'ann' }))).toMatchObject({
      duplicate: 1,
    });
  });

  test('is the same whether somebody was erased or not', async () => {
    const { send, sendFromBackend, erase } = await startCollector();
    await send(login(0, 'm1', 'laptop', 'ann'), login(0, 'm2', 'phone', 'bob'));
    await erase('u:ann');
    const late = (id: string, device: string, user: string) => login(-DAY_MS, id, device, user);
    expect(await send(late('m3', 'laptop', 'ann'))).toEqual(await send(late('m4', 'phone', 'bob')));
    expect(await sendFromBackend(late('m5', 'laptop', 'ann'))).toMatchObject({ accepted: 0, erased: 1 });
  });

  test('are its own duplicates', async () => {
    const { send } = await startCollector();
    await send(login(0, 'm1', 'laptop', 'ann'));
    expect(await send(login(0, 'm1', 'laptop', 'ann'))).toMatchObject({ accepted: 0, duplicate: 1 });
  });

  test('is the same, too, when it asks whether its messages have arrived', async () => {
    const { send, sendFromBackend, erase, ask } = await startCollector();
    const confirm = async (ids: readonly string[]) => ((await ask({ batch: [], confirm: ids })) as Asked).confirmed;
    await sendFromBackend(track(0, 'signup-ann', 'Signed Up', { userId: 'ann' }));
    await send(login(0, 'm1', 'laptop', 'vicky'));
    await erase('u:vicky');
    const ids = ['signup-ann', 'signup-bob', 'late-vicky', 'late-bob', 'never sent'];
    expect(await confirm(ids)).toEqual([]);
    await send(
      track(0, 'signup-ann', 'Signed Up', { userId: 'ann' }),
      track(0, 'signup-bob', 'Signed Up', { userId: 'bob' }),
      login(-DAY_MS, 'late-vicky', 'laptop', 'vicky'),
      login(-DAY_MS, 'late-bob', 'phone', 'bob'),
    );
    expect(await confirm(ids)).toEqual(ids.slice(0, 4));
  });
});
