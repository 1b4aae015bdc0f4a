import type { FastifyInstance } from 'fastify';
import { HttpError } from '../../collect/http-error.ts';
import { isAdmin } from '../admin.ts';
import type { ExportRequest } from './export.ts';
import type { Exports } from './start-exports.ts';

/** Options of {@link exportRoutes}. */
export interface ExportOptions {
  readonly exports: Exports;
  readonly adminToken: string;
}

const text = { type: 'string', maxLength: 32_768 };
const flag = { type: 'boolean' };
const format = { type: 'string', enum: ['csv', 'xlsx'], default: 'csv' };
const selection = { format, filter: text, segment: text, everybody: flag, labels: flag, raw: flag };
const profiles = { ...selection, columns: text, sort: text, order: { type: 'string', enum: ['asc', 'desc'] } };

const ROUTES: readonly {
  readonly path: string;
  readonly what: ExportRequest['what'];
  readonly summary: string;
  readonly query: Readonly<Record<string, object>>;
}[] = [
  { path: '/api/export/profiles', what: 'profiles', summary: 'People as CSV or XLSX', query: profiles },
  {
    path: '/api/export/responses',
    what: 'responses',
    summary: 'Survey responses as CSV or XLSX',
    query: { ...selection, survey_id: text },
  },
  { path: '/api/export/events', what: 'events', summary: 'Every message as lines of JSON', query: {} },
  {
    path: '/api/export/profiles/:profile_id',
    what: 'profile',
    summary: 'One person with everything, as JSON',
    query: {},
  },
];

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** `GET /api/export/…`, with `Authorization: Bearer <admin token>`: what `kith export` writes, as a download. */
export async function exportRoutes(app: FastifyInstance, { exports, adminToken }: ExportOptions): Promise<void> {
  app.addHook('onClose', async () => exports.stop());
  app.addHook('onRequest', async (request) => {
    if (!isAdmin(request, adminToken)) {
      throw new HttpError(401, 'unauthorized', 'send the admin token as Authorization: Bearer');
    }
  });
  for (const { path, what, summary, query } of ROUTES) {
    const querystring = { type: 'object', properties: query, additionalProperties: false };
    app.get(
      path,
      { exposeHeadRoute: false, schema: { summary, tags: ['export'], querystring } },
      async (request, reply) => {
        const asked = { ...(request.query as object), ...(request.params as object), what } as ExportRequest;
        const content = await exports.begin(asked);
        const ending = what === 'events' ? 'jsonl' : what === 'profile' ? 'json' : (asked.format ?? 'csv');
        reply.header('content-disposition', `attachment; filename="${what}.${ending}"`);
        return reply.type(TYPES[ending]).send(content);
      },
    );
  }
}
