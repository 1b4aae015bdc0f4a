import type { FastifyInstance } from 'fastify';
import type { AccessControl } from '../access/access-control.ts';
import type { AuditTrail } from '../access/audit-trail.ts';
import type { ExportRequest } from './export.ts';
import { fileName } from './file-name.ts';
import type { Exports } from './start-exports.ts';

/** Options of {@link exportRoutes}. */
export interface ExportOptions {
  readonly exports: Exports;
  readonly access: AccessControl;
  readonly trail: AuditTrail;
}

const text = { type: 'string', maxLength: 32_768 };
const flag = { type: 'boolean' };
const format = { type: 'string', enum: ['csv', 'xlsx', 'jsonl'], default: 'csv' };
const find = { type: 'string', minLength: 1, maxLength: 1_024 };
const selection = { format, find, filter: text, segment: text, everybody: flag, labels: flag, raw: flag };
const list = { ...selection, columns: text, sort: text, order: { type: 'string', enum: ['asc', 'desc'] } };

const ROUTES: readonly {
  readonly path: string;
  readonly what: ExportRequest['what'];
  readonly summary: string;
  readonly query: Readonly<Record<string, object>>;
}[] = [
  { path: '/api/export/profiles', what: 'profiles', summary: 'People as CSV, XLSX or lines of JSON', query: list },
  { path: '/api/export/accounts', what: 'accounts', summary: 'Accounts as CSV, XLSX or lines of JSON', query: list },
  {
    path: '/api/export/responses',
    what: 'responses',
    summary: 'Survey responses as CSV, XLSX or lines of JSON',
    query: { ...selection, survey_id: text },
  },
  { path: '/api/export/events', what: 'events', summary: 'Every message as lines of JSON', query: {} },
  {
    path: '/api/export/profiles/:profile_id',
    what: 'profile',
    summary: 'One person with everything, as JSON; or their messages as lines of JSON, to be imported elsewhere',
    query: { format: { type: 'string', enum: ['json', 'jsonl'], default: 'json' } },
  },
];

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** `GET /api/export/…`, with the scope `export`: what `kith export` writes, as a download. */
export async function exportRoutes(app: FastifyInstance, { exports, access, trail }: ExportOptions): Promise<void> {
  app.addHook('onClose', async () => exports.stop());
  app.addHook('onRequest', async (request) => void access.require(request, 'export'));
  for (const { path, what, summary, query } of ROUTES) {
    const querystring = { type: 'object', properties: query, additionalProperties: false };
    app.get(
      path,
      { exposeHeadRoute: false, schema: { summary, tags: ['export'], querystring } },
      async (request, reply) => {
        const asked = { ...(request.query as object), ...(request.params as object), what } as ExportRequest;
        const content = await exports.begin(asked);
        const { profile_id: identity = null } = request.params as { readonly profile_id?: string };
        trail.note({ action: 'export', actor: access.require(request, 'export').name, path, identity });
        const ending = what === 'events' ? 'jsonl' : (asked.format ?? 'csv');
        reply.header('cache-control', 'no-store');
        reply.header('content-disposition', `attachment; filename="${fileName(asked)}.${ending}"`);
        return reply.type(TYPES[ending]).send(content);
      },
    );
  }
}
