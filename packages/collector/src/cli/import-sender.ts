import type { SendMessages } from '../collect/import/import-rows.ts';
import type { IngestSuccess } from '../collect/ingest.ts';
import { loadKeys } from '../collect/key-file.ts';
import { keyring } from '../collect/keys.ts';
import { identityVerification } from '../collect/user-hash.ts';
import { type Config, ConfigError } from '../config.ts';
import { lockFile } from '../persist/file-lock.ts';
import { readServerFile } from '../persist/server-file.ts';
import { IMPORT_SOURCE, type ImportAnswer } from '../read/import-route.ts';
import { startWriter } from '../writer.ts';

/** Works with what stores messages of an import: the server that writes the database, or a writer of its own while none runs. */
export async function withSender<T>(config: Config, work: (send: SendMessages) => Promise<T>): Promise<T> {
  const { database, geo } = config;
  const lock = lockFile(database);
  if (!lock) return work(serverSender(config));
  lock.release();
  const writer = await startWriter({
    ...{ database, geo, keys: keyring(loadKeys(config)), identity: identityVerification(config) },
  }).catch((error: Error) => {
    throw new ConfigError(`cannot open the database: ${error.message}`);
  });
  try {
    return await work((messages) =>
      writer.submit({
        ...{
          body: JSON.stringify({ batch: messages }),
          type: 'batch',
          key: null,
          importedBy: IMPORT_SOURCE,
          keepsOrigin: true,
        },
        ...{ receivedAt: Date.now(), isBrowser: false, ip: null, userAgent: null, clientHints: {} },
      }),
    );
  } finally {
    await writer.stop();
  }
}

function serverSender(config: Config): SendMessages {
  const server = readServerFile(config.database);
  if (!server) throw new ConfigError('another process writes this database, and it is no Kith server: stop it first.');
  const { adminToken } = loadKeys(config);
  return async (messages) => {
    const response = await fetch(`${server.address}/api/import?format=jsonl`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/x-ndjson' },
      body: messages.map((message) => `${JSON.stringify(message)}\n`).join(''),
    }).catch((): Response => new Response(UNREACHABLE, { status: 503 }));
    const answer = (await response.json()) as ImportAnswer & { code: string; message: string };
    if (response.ok) return ingested(answer);
    const status = response.status === 503 ? 503 : 400;
    return { status, code: answer.code, message: answer.message, retryAfter: 1 };
  };
}

const UNREACHABLE = JSON.stringify({ code: 'unreachable', message: 'the server does not answer' });

function ingested({ accepted, duplicate, erased, expired, refused }: ImportAnswer): IngestSuccess {
  const rejected = refused.map(({ row, code, path, message }) => ({ index: row - 1, code, path, message }));
  return { status: 200, accepted, duplicate, erased, expired, rejected };
}
