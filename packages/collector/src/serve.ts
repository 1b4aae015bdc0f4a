import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { buildApp } from './app.ts';
import { loadKeys } from './collect/key-file.ts';
import { keyring, type PlainKeys } from './collect/keys.ts';
import { identityVerification } from './collect/user-hash.ts';
import { type Config, ConfigError } from './config.ts';
import { writeServerFile } from './persist/server-file.ts';
import { startReaders } from './read/readers.ts';
import { type RetentionOptions, retention } from './retention.ts';
import { startWriter } from './writer.ts';

/** What {@link serve} takes beside the configuration. */
export interface ServeOptions {
  readonly logger: Logger;
  /** Directory of a web site to serve under `/example/`. */
  readonly exampleDirectory?: string;
  /** ms since 1970; `Date.now` by default. */
  readonly now?: () => number;
}

/** A collector that listens. */
export interface RunningCollector {
  /** Address for clients, without a trailing slash: the public one, else the one it listens on. */
  readonly address: string;
  readonly keys: PlainKeys;
  /** Stops accepting, answers what is under way, then stops the writer: nothing acknowledged is lost. */
  stop(): Promise<void>;
}

/**
 * Starts the writer and the HTTP server of a collector.
 * @throws ConfigError when the database or the geo file cannot be opened.
 */
export async function serve(config: Config, options: ServeOptions): Promise<RunningCollector> {
  const { logger } = options;
  const keys = loadKeys(config);
  if (typeof config.geo === 'object' && 'mmdb' in config.geo && !existsSync(config.geo.mmdb)) {
    throw new ConfigError(`KITH_GEO: there is no file ${config.geo.mmdb}.`);
  }
  const { database, geo, definitionBudget: definitionLimit } = config;
  const identity = identityVerification(config);
  const writer = await startWriter({ database, geo, keys: keyring(keys), identity, definitionLimit, logger }).catch(
    (error: Error) => {
      throw new ConfigError(`cannot open the database ${database}: ${error.message}`);
    },
  );
  const readers = startReaders({
    database,
    timezone: config.timezone,
    warn: (message) => logger.warn(message),
  });
  const app = buildApp({ config, keys, writer, readers, ...options });
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await writer.stop();
    throw error;
  }
  const forget = keepFor(config, { expire: writer.expire, now: options.now ?? Date.now, logger });
  const listening = listeningAddress(app.server.address());
  const forgetServer = writeServerFile(database, { address: listening });
  return {
    keys,
    address: config.publicUrl ?? listening,
    async stop() {
      clearInterval(forget);
      await app.close();
      await writer.stop();
      forgetServer();
    },
  };
}

const RETENTION_PAUSE_MS = 3_600_000;

// Every hour, so that it acts soon after a day has ended.
function keepFor(
  { database, retentionDays, retentionInactiveDays }: Config,
  { logger, ...options }: Pick<RetentionOptions, 'expire' | 'now'> & Pick<ServeOptions, 'logger'>,
): NodeJS.Timeout | undefined {
  const tell = (message: string) => logger.warn(message);
  const acts = [
    ...(retentionDays === null ? [] : [retention({ ...options, database, days: retentionDays, tell })]),
    ...(retentionInactiveDays === null
      ? []
      : [retention({ ...options, database, days: retentionInactiveDays, inactive: true, tell })]),
  ];
  if (acts.length === 0) return undefined;
  const tryToAct = async () => {
    try {
      for (const act of acts) await act();
    } catch (error) {
      logger.error(`messages could not expire: ${error}`);
    }
  };
  tryToAct();
  return setInterval(tryToAct, RETENTION_PAUSE_MS).unref();
}

function listeningAddress(bound: AddressInfo | string | null): string {
  if (bound === null || typeof bound === 'string') return bound ?? '';
  const { address, port } = bound;
  const host = /^(0\.0\.0\.0|::)$/.test(address) ? 'localhost' : address.includes(':') ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
