import type { FastifyInstance } from 'fastify';

/**
 * Lets a server that is closed end as soon as its last answer is out: without this a connection that was busy when the
 * stop began is kept open for its next request, and the stop waits for it.
 */
export function closeConnectionsWhenStopping(app: FastifyInstance): void {
  let isStopping = false;
  app.addHook('preClose', (done) => {
    isStopping = true;
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isStopping) reply.header('Connection', 'close');
    done(null, payload);
  });
}
