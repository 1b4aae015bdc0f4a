import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** Where the description of the API is, and the page that shows it. */
export const DOCUMENT_PATHS = { json: '/api/openapi.json', page: '/api/docs' } as const;

/**
 * Describes the routes which are registered on this instance afterwards, from their schemas: as an OpenAPI document and
 * as a page to browse and try it, which loads nothing from elsewhere.
 */
export async function apiDocument(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      info: {
        title: 'Kith',
        version: '1',
        description: 'Profiles, sessions, events and surveys, read. Fields are the columns of the SQL relations.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
  });
  await app.register(swaggerUi, { routePrefix: DOCUMENT_PATHS.page, staticCSP: true });
  app.get(DOCUMENT_PATHS.json, { schema: { hide: true } }, async () => app.swagger());
}
