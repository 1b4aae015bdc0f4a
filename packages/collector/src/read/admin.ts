import type { FastifyInstance } from 'fastify';
import { HttpError } from '../collect/http-error.ts';
import type { Writer } from '../collect/ingest.ts';
import { isSameSecret } from '../collect/keys.ts';

/** A writer that an administrator can tell what to do. */
export interface Administrable extends Writer {
  /** Puts the scratch database beside the file in the place of its derived tables. */
  readonly adopt: () => Promise<void>;
}

/** Options of {@link adminRoutes}. */
export interface AdminOptions {
  readonly writer: Administrable;
  readonly adminToken: string;
}

/**
 * What the `kith` commands ask of a running server, under `/api` with `Authorization: Bearer <admin token>`:
 * `POST /api/rebuild` adopts the tables that `kith rebuild` has folded beside the database.
 */
export function adminRoutes(app: FastifyInstance, { writer, adminToken }: AdminOptions): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => {
      const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
      if (scheme?.toLowerCase() !== 'bearer' || !isSameSecret(token, adminToken)) {
        throw new HttpError(401, 'unauthorized', 'send the admin token as Authorization: Bearer');
      }
    });
    scope.post('/api/rebuild', async () => {
      await writer.adopt();
      return { success: true };
    });
  });
}
