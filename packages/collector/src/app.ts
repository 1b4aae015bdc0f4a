import cors from '@fastify/cors';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { readBodiesAsText } from './collect/body.ts';
import { answerBrokenRequest } from './collect/broken-request.ts';
import { browserScriptRoutes } from './collect/browser-script.ts';
import { closeConnectionsWhenStopping } from './collect/close-connections.ts';
import { handleError, handleNotFound } from './collect/http-error.ts';
import { type PlainKeys, sha256 } from './collect/keys.ts';
import { limitRates } from './collect/rate-limit.ts';
import { collectRoutes } from './collect/routes.ts';
import { settingsRoutes } from './collect/settings.ts';
import type { Config } from './config.ts';
import { accessControl } from './read/access/access-control.ts';
import { auditTrail } from './read/access/audit-trail.ts';
import { loginRoutes } from './read/access/login.ts';
import { loginSessions } from './read/access/login-sessions.ts';
import { type Administrable, adminRoutes } from './read/admin.ts';
import { readApi } from './read/api.ts';
import { exampleRoutes } from './read/example.ts';
import { explorerRoutes } from './read/explorer.ts';
import { healthRoute } from './read/health.ts';
import { importRoute } from './read/import-route.ts';
import { requestMeter } from './read/metrics.ts';
import type { Readers } from './read/readers.ts';
import { readyRoute } from './read/ready.ts';
import { refoldRoute } from './read/refold/refold-route.ts';
import type { Observable } from './read/writer-state.ts';

export { keyring } from './collect/keys.ts';
export { startReaders } from './read/readers.ts';
export { startWriter } from './writer.ts';

/** What the collector's HTTP side is made of. */
export interface KithOptions {
  readonly config: Pick<Config, 'origins' | 'publicUrl'> & Partial<Pick<Config, 'cookieDomain' | 'geo' | 'rateLimit'>>;
  readonly keys: PlainKeys;
  /** Stores what was collected and answers once it is durable. */
  readonly writer: Administrable & Observable;
  /** Answer what the API is asked; stopped when the server closes. */
  readonly readers: Readers;
  /** Directory of a web site to serve under `/example/`. */
  readonly exampleDirectory?: string;
  /** Path of the browser SDK's bundle; the workspace's own by default. */
  readonly browserBundle?: string;
  /** Directory of the explorer's built files; the workspace's own by default. */
  readonly explorerFiles?: string;
  /** ms since 1970; `Date.now` by default. */
  readonly now?: () => number;
}

/** Options of {@link buildApp}. */
export interface AppOptions extends KithOptions {
  readonly config: KithOptions['config'] & Pick<Config, 'trustProxy'>;
  /** A pino logger; silent by default. */
  readonly logger?: FastifyBaseLogger;
}

/**
 * The collector as a Fastify plugin, for a server of your own: `app.register(kith, { config, keys, writer, readers })`.
 * Routes are registered in the order of the data path: collect, read.
 */
export async function kith(app: FastifyInstance, options: KithOptions): Promise<void> {
  const { config, writer, now = Date.now } = options;
  const meter = requestMeter({ writer, adminToken: options.keys.adminToken });
  meter.count(app);
  const { keys } = writer;
  app.setErrorHandler(handleError);
  // Pages of other sites may read what clients need, and nothing of what follows.
  await app.register(async (clients) => {
    await clients.register(cors, {
      origin: config.origins ? [...config.origins] : '*',
      methods: ['GET', 'HEAD', 'POST'],
      exposedHeaders: ['Retry-After'],
      maxAge: PREFLIGHT_MAX_AGE_S,
      strictPreflight: false,
    });
    await clients.register(async (scope) => {
      if (config.rateLimit) await limitRates(scope, config.rateLimit, keys);
      readBodiesAsText(scope);
      meter.time(scope);
      const placeHeaders = typeof config.geo === 'object' && 'headers' in config.geo ? config.geo.headers : null;
      collectRoutes(scope, { writer, keys, origins: config.origins, placeHeaders, now });
    });
    settingsRoutes(clients, { keys, publicUrl: config.publicUrl });
    browserScriptRoutes(clients, { bundle: options.browserBundle, cookieDomain: config.cookieDomain });
  });

  healthRoute(app);
  readyRoute(app, writer);
  meter.route(app);
  const { grants } = writer;
  const doors = {
    adminToken: options.keys.adminToken,
    grants,
    sessions: loginSessions(now),
    publicUrl: config.publicUrl,
  };
  const access = accessControl(doors);
  const trail = auditTrail({ store: writer.audit, now });
  app.addHook('onClose', () => trail.flush());
  const { writeKey } = options.keys;
  const isInForce = () => keys().some(({ digest }) => digest === sha256(writeKey));
  await app.register(loginRoutes, {
    ...{ ...doors, access, trail, writeKey: () => (isInForce() ? writeKey : null) },
    opened: options.readers.prepare,
  });
  adminRoutes(app, { writer, access, trail, now });
  refoldRoute(app, { refolds: options.readers.refolds, writer, access, trail, now });
  await app.register(importRoute, { writer, access, trail, keys, now });
  await app.register(readApi, { readers: options.readers, access, trail });
  await app.register(explorerRoutes, { publicUrl: config.publicUrl, files: options.explorerFiles });
  if (options.exampleDirectory !== undefined) {
    await app.register(exampleRoutes, { directory: options.exampleDirectory, writeKey: options.keys.writeKey });
  }
}

/** A Fastify server that holds {@link kith} and nothing else, guarded against slow and oversized requests. */
export function buildApp(options: AppOptions): FastifyInstance {
  const { config, logger } = options;
  const app = fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    // A request line would hold the key of a beacon; refusals and failures are logged one by one.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    // An address given to a library with a slash at its end.
    routerOptions: { ignoreDuplicateSlashes: true },
    // While stopping, connections that are still open are served, not refused.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
    },
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  closeConnectionsWhenStopping(app);
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(handleNotFound);
  app.register(kith, options);
  return app;
}

/** Browsers remember for this long which headers they may send; without it Chrome asks again after five seconds. */
const PREFLIGHT_MAX_AGE_S = 7_200;

/** Longest time from the first byte of a request to its last: a body that drips in is cut off. */
const REQUEST_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 5_000;
const CHECKING_INTERVAL_MS = 1_000;

/** Connections open at once, most of them idle; one more is closed. Browsers keep theirs for a minute or so. */
const MAX_CONNECTIONS = 10_000;
