import { expect, test } from 'vitest';
import { keyOfBody, keyOfRequest } from '../../src/collect/credentials.ts';

test('Basic authorization comes before X-Write-Key, which comes before the query', () => {
  const authorization = `Basic ${btoa('basic:')}`;
  expect(keyOfRequest({ authorization, writeKeyHeader: 'header:x', writeKeyQuery: 'query' })).toBe('basic');
  expect(keyOfRequest({ writeKeyHeader: 'header:x', writeKeyQuery: 'query' })).toBe('header');
  expect(keyOfRequest({ writeKeyQuery: 'query' })).toBe('query');
});

test('an empty, malformed or foreign credential is none', () => {
  for (const authorization of ['Basic Og==', 'Basic', 'Basic %%%', 'Bearer abc', '']) {
    expect(keyOfRequest({ authorization })).toBeNull();
  }
  expect(keyOfRequest({ writeKeyHeader: ':secret', writeKeyQuery: ['a', 'b'] })).toBeNull();
});

test('the envelope’s key comes before the first message’s', () => {
  expect(keyOfBody({ writeKey: 'a', batch: [{ writeKey: 'b' }] })).toBe('a');
  expect(keyOfBody({ batch: [{ writeKey: 'b' }] })).toBe('b');
  expect(keyOfBody([{ writeKey: 'c' }])).toBe('c');
});

test('a masked key, and anything that is no text, is none', () => {
  for (const writeKey of ['id:***', '', 7, null, {}]) expect(keyOfBody({ writeKey })).toBeNull();
  for (const body of [null, 'text', [], { batch: [] }, { batch: 'x' }, undefined]) expect(keyOfBody(body)).toBeNull();
});
