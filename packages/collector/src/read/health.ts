import type { FastifyInstance } from 'fastify';

/** `GET /health`: the process lives and answers. */
export function healthRoute(app: FastifyInstance): void {
  app.get('/health', () => ({ status: 'ok' }));
}
