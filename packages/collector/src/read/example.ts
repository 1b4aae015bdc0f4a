import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** What an example page holds where the public key belongs. */
export const KEY_PLACEHOLDER = 'YOUR_WRITE_KEY';

/** What {@link exampleRoutes} needs. */
export interface ExampleOptions {
  /** Directory of a web site with an `index.html`. */
  readonly directory: string;
  readonly writeKey: string;
}

/** Serves a small web site under `/example/`, with the public key filled into its pages, to try the collector out. */
export async function exampleRoutes(app: FastifyInstance, { directory, writeKey }: ExampleOptions): Promise<void> {
  const pages = readdirSync(directory).filter((name) => name.endsWith('.html'));
  for (const page of pages) {
    const paths = page === 'index.html' ? ['/example/', `/example/${page}`] : [`/example/${page}`];
    for (const path of paths) {
      app.get(path, (_request, reply) => {
        const html = readFileSync(join(directory, page), 'utf8').replaceAll(KEY_PLACEHOLDER, writeKey);
        return reply.type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').send(html);
      });
    }
  }
  app.get('/example', (_request, reply) => reply.redirect(`${app.prefix}/example/`));
  await app.register(fastifyStatic, {
    root: directory,
    prefix: '/example/',
    index: false,
    allowedPath: (path) => /^\/[\w-]+\.(?:css|js|ico|jpg|png|svg|webp)$/.test(path),
  });
}
