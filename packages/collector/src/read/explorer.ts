import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { HttpError } from '../collect/http-error.ts';

/** Directory of the explorer's built files: of the installed package, or of this workspace's. */
export const EXPLORER_FILES: string = dirname(fileURLToPath(import.meta.resolve('@kith/explorer/index.html')));

/** Where the explorer has pages. Each also answers for what lies below it. */
const PAGES = [
  'companies',
  'data-health',
  'decisions',
  'events',
  'live',
  'people',
  'segments',
  'surveys',
  'traits',
  'what-if',
];

/** Options of {@link explorerRoutes}. */
export interface ExplorerOptions {
  /** Address under which browsers reach the collector; its path begins those of the pages. */
  readonly publicUrl: string | null;
  /** Directory of the built files; the workspace's own by default. */
  readonly files?: string | undefined;
}

/**
 * The explorer: one page, which reads everything over `/api` and needs a login for it, and its scripts and styles. The page is asked
 * for anew each time; what it names is kept for ever, as its name changes with it.
 */
export async function explorerRoutes(
  app: FastifyInstance,
  { publicUrl, files = EXPLORER_FILES }: ExplorerOptions,
): Promise<void> {
  const base = publicUrl === null ? app.prefix : new URL(publicUrl).pathname.replace(/\/$/, '');
  const page = (_request: unknown, reply: FastifyReply) =>
    reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(readPage(files, base));
  for (const path of ['/', ...PAGES.flatMap((name) => [`/${name}`, `/${name}/*`])]) app.get(path, page);
  await app.register(fastifyStatic, {
    root: join(files, 'assets'),
    prefix: '/assets/',
    index: false,
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    setHeaders: (reply) => void reply.header('X-Content-Type-Options', 'nosniff'),
  });
}

// The page may lie under any path, and may not say so in a <base>: its addresses are made whole here.
function readPage(files: string, base: string): string {
  try {
    const html = readFileSync(join(files, 'index.html'), 'utf8');
    return html.replace('data-base=""', `data-base="${base}"`).replaceAll('"./', `"${base}/`);
  } catch {
    throw new HttpError(404, 'not_built', 'the explorer is not built: run pnpm build');
  }
}

/** Nothing but our own files is loaded or asked, nobody frames the page, and no text becomes a script. */
const PAGE_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; '),
  'Cache-Control': 'no-cache',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};
