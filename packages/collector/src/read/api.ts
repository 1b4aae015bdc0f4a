import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessControl } from './access/access-control.ts';
import type { AuditTrail } from './access/audit-trail.ts';
import { apiDocument } from './api-document.ts';
import { API_ROUTES } from './api-routes.ts';
import { exportRoutes } from './export/export-routes.ts';
import { liveRoute } from './live.ts';
import type { Readers } from './readers.ts';
import { EXPLAIN } from './route.ts';

/** Options of {@link readApi}. */
export interface ReadApiOptions {
  readonly readers: Readers;
  readonly access: AccessControl;
  readonly trail: AuditTrail;
}

/**
 * Everything that is read over HTTP: `GET /api/…`. The routes are a list (`api-routes.ts`), the answers come from readers; this
 * file joins them, lets in who may read, and notes who read what of people.
 */
export async function readApi(app: FastifyInstance, { readers, access, trail }: ReadApiOptions): Promise<void> {
  app.addHook('onClose', async () => readers.stop());
  await app.register(async (scope) => {
    await apiDocument(scope);
    await scope.register(exportRoutes, { exports: readers.exports, access, trail });
    await scope.register(liveRoute, { readers, access, trail });
    const preview = {
      schema: {
        summary: 'What a decision would change, which is not taken',
        tags: ['decisions'],
        querystring: { type: 'object', properties: { explain: EXPLAIN }, additionalProperties: false },
      },
      onRequest: async (request: FastifyRequest) => void access.require(request, 'admin'),
    };
    scope.post('/api/decisions/preview', preview, async (request) => {
      const answer = await readers.ask('preview', { decision: request.body, ...(request.query as object) });
      trail.note({ action: 'read', actor: access.require(request, 'admin').name, path: '/api/decisions/preview' });
      return answer;
    });
    for (const route of API_ROUTES) {
      const { path, question, summary, params, query, required = [], scope: needed = 'read', isImpersonal } = route;
      const schema = {
        summary,
        tags: [path.split('/')[2] ?? ''],
        ...(params && { params: { type: 'object', properties: params, required: Object.keys(params) } }),
        querystring: { type: 'object', properties: query, required, additionalProperties: false },
      };
      const onRequest = async (request: FastifyRequest) => void access.require(request, needed);
      scope.get(path, { schema, onRequest }, async (request, reply) => {
        const named = request.params as { readonly profile_id?: string };
        reply.header('cache-control', 'no-store');
        // Whoever reads the audit sees their own steps in it.
        if (question === 'audit') await trail.flush();
        const answer = await readers.ask(question, { ...named, ...(request.query as object) }, request.signal);
        if (!isImpersonal) {
          const { name: actor } = access.require(request, needed);
          trail.note({ action: 'read', actor, path, identity: named.profile_id ?? null });
        }
        return answer;
      });
    }
  });
}
