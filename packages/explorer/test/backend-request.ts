import type { IngestRequest } from '../../collector/src/collect/ingest.ts';

/** Keys in force while a database of texts is filled. */
export const KEYS = { writeKey: 'pk_texts_0123456789', secretKey: 'sk_texts_0123456789' };

/** A request of a backend, but for its messages. */
export const BACKEND: Omit<IngestRequest, 'body' | 'receivedAt'> = {
  type: 'batch',
  key: KEYS.secretKey,
  isBrowser: false,
  ip: null,
  clientHints: {},
  userAgent: null,
};
