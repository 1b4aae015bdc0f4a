import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isObject } from '@kith/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../collect/http-error.ts';
import { type ImportReport, ImportStopped, importRows } from '../collect/import/import-rows.ts';
import { type Mapping, MappingError } from '../collect/import/mapping.ts';
import { readRows } from '../collect/import/read-rows.ts';
import type { Refusal } from '../collect/import/row-messages.ts';
import type { Writer } from '../collect/ingest.ts';
import { findKey, type Key } from '../collect/keys.ts';
import { requestKey } from '../collect/routes.ts';
import type { AccessControl } from './access/access-control.ts';
import type { AuditTrail } from './access/audit-trail.ts';

/** Options of {@link importRoute}. */
export interface ImportOptions {
  readonly writer: Writer;
  readonly keys: () => readonly Key[];
  readonly access: AccessControl;
  readonly trail: AuditTrail;
  /** ms since 1970. */
  readonly now: () => number;
}

/** What an import over HTTP answers. */
export interface ImportAnswer extends ImportReport {
  readonly success: true;
  /** The first refused rows, up to 1,000. */
  readonly refused: readonly (Refusal & { readonly row: number })[];
}

/** Largest file in one request, in bytes as it travels: it is held in memory. */
const MAX_FILE_BYTES = 33_554_432;
const MAX_REFUSED = 1_000;

/** The source of what the administrator imports. */
export const IMPORT_SOURCE = 'import';

interface ImportQuery {
  readonly format?: 'csv' | 'jsonl';
  readonly mapping?: string;
  readonly only?: boolean;
}

/** `POST /api/import`, with the admin token or a secret key: a file of people or of messages. Answered when all of it is stored. */
export async function importRoute(
  app: FastifyInstance,
  { writer, keys, access, trail, now }: ImportOptions,
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  const querystring = {
    type: 'object',
    properties: {
      format: { type: 'string', enum: ['csv', 'jsonl'], default: 'csv' },
      mapping: { type: 'string', maxLength: 65_536, description: 'JSON: column → what it is' },
      only: { type: 'boolean', description: 'columns that are not in the mapping are ignored' },
    },
    additionalProperties: false,
  };
  const schema = { summary: 'Stores the people or messages of a file', tags: ['import'], querystring };
  const actorOf = (request: FastifyRequest) => sourceOf(request, keys()) ?? access.require(request, 'admin').name;
  const onRequest = async (request: FastifyRequest) => void actorOf(request);
  app.post<{ Querystring: ImportQuery }>(
    '/api/import',
    { schema, onRequest },
    async (request): Promise<ImportAnswer> => {
      const source = sourceOf(request, keys());
      const actor = actorOf(request);
      const { format = 'csv', mapping, only: isOnly = false } = request.query;
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const refused: ImportAnswer['refused'][number][] = [];
      const refusing = async () => {
        const file = { format, mapping: { columns: columnsOf(mapping), isOnly }, open: () => textOf(body) };
        return importRows((await readRows(file)).rows, {
          send: (messages) =>
            writer.submit({
              ...{
                body: JSON.stringify({ batch: messages }),
                type: 'batch',
                key: null,
                importedBy: source ?? IMPORT_SOURCE,
                keepsOrigin: source === undefined,
                receivedAt: now(),
              },
              ...{ isBrowser: false, ip: null, userAgent: null, clientHints: {} },
            }),
          onRefused({ row }, refusal) {
            if (refused.length < MAX_REFUSED) refused.push({ row, ...refusal });
          },
        });
      };
      const report = await refusing().catch((error: unknown) => {
        if (error instanceof MappingError) throw new HttpError(400, 'invalid_file', error.message);
        if (error instanceof ImportStopped) throw new HttpError(503, 'import_stopped', error.message);
        throw error;
      });
      trail.note({ action: 'write', actor, path: '/api/import' });
      return { success: true, ...report, refused };
    },
  );
}

// A secret key in a browser is refused here as everywhere.
function sourceOf(request: FastifyRequest, keys: readonly Key[]): string | undefined {
  const text = requestKey(request);
  const key = text === null ? undefined : findKey(keys, text);
  const { origin, 'sec-fetch-site': site } = request.headers;
  return key?.kind === 'secret' && origin === undefined && site === undefined ? key.source : undefined;
}

function columnsOf(text = '{}'): Mapping['columns'] {
  try {
    const columns: unknown = JSON.parse(text);
    if (isObject(columns) && Object.values(columns).every((value) => typeof value === 'string')) {
      return columns as Mapping['columns'];
    }
  } catch {
    // Not JSON: refused below, as other text is.
  }
  throw new HttpError(400, 'invalid_mapping', 'mapping must be a JSON object of column → what it is');
}

function textOf(body: Buffer): Readable {
  const file = Readable.from([body], { objectMode: false });
  return body[0] === 0x1f && body[1] === 0x8b ? file.pipe(createGunzip()) : file;
}
