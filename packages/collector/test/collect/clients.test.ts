import { expect, test } from 'vitest';
import { buildApp, KEYS } from '../build-app.ts';
import { CLIENTS, type Client } from './client-requests.ts';

test.each(Object.keys(CLIENTS))('%s is understood', async (name) => {
  const { request, event } = CLIENTS[name] as Client;
  const { app, writer } = buildApp();
  const response = await app.inject({ method: 'POST', ...request });
  expect(response.json()).toEqual({ success: true, accepted: 1, duplicate: 0, rejected: [] });
  expect(writer.events[0]).toMatchObject(event);
  expect(JSON.stringify(writer.events[0])).not.toContain(KEYS.writeKey);
});
