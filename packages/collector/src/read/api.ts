import type { FastifyInstance } from 'fastify';
import { HttpError } from '../collect/http-error.ts';
import { isAdmin } from './admin.ts';
import { apiDocument } from './api-document.ts';
import { API_ROUTES } from './api-routes.ts';
import { exportRoutes } from './export/export-routes.ts';
import type { Readers } from './readers.ts';

/** Options of {@link readApi}. */
export interface ReadApiOptions {
  readonly readers: Readers;
  readonly adminToken: string;
}

/**
 * Everything that is read over HTTP: `GET /api/…`, with `Authorization: Bearer <admin token>`. The routes are a list
 * (`api-routes.ts`), the answers come from readers; this file only joins them.
 */
export async function readApi(app: FastifyInstance, { readers, adminToken }: ReadApiOptions): Promise<void> {
  app.addHook('onClose', async () => readers.stop());
  await app.register(async (scope) => {
    await apiDocument(scope);
    await scope.register(exportRoutes, { exports: readers.exports, adminToken });
    await scope.register(async (guarded) => {
      guarded.addHook('onRequest', async (request) => {
        if (!isAdmin(request, adminToken)) {
          throw new HttpError(401, 'unauthorized', 'send the admin token as Authorization: Bearer');
        }
      });
      for (const { path, question, summary, params, query, required = [] } of API_ROUTES) {
        const schema = {
          summary,
          tags: [path.split('/')[2] ?? ''],
          ...(params && { params: { type: 'object', properties: params, required: Object.keys(params) } }),
          querystring: { type: 'object', properties: query, required, additionalProperties: false },
        };
        guarded.get(path, { schema }, ({ params: named, query: given }) =>
          readers.ask(question, { ...(named as object), ...(given as object) }),
        );
      }
    });
  });
}
