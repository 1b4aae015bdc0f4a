import { pino } from 'pino';
import { ConfigError, readConfig } from './config.ts';
import { giveBackMemory } from './give-back-memory.ts';
import { type RunningCollector, type ServeOptions, serve } from './serve.ts';

/** What {@link run} does beside serving. */
export interface RunOptions extends Pick<ServeOptions, 'exampleDirectory'> {
  /** Called once the collector listens. */
  readonly announce?: (collector: RunningCollector) => void;
}

/**
 * The collector as a process: configuration, log, signals. SIGTERM and SIGINT stop it gracefully, a second one at once.
 * Logs are JSON lines on standard error and hold no payloads, keys or addresses of clients.
 */
export async function run(flags: readonly string[], { announce, ...options }: RunOptions = {}): Promise<void> {
  const logger = pino({ name: 'kith' }, pino.destination(2));
  try {
    const starting = serve(readConfig(flags, process.env), { logger, ...options });
    stopOnSignals(starting);
    const collector = await starting;
    giveBackMemory();
    announce?.(collector);
  } catch (error) {
    if (!isUsersMistake(error)) throw error;
    process.stderr.write(`kith: ${error.message}\n`);
    process.exitCode = 1;
  }
}

// A signal that comes during the start stops what has been started.
function stopOnSignals(starting: Promise<RunningCollector>): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      starting
        .then((collector) => collector.stop())
        .then(
          () => process.exit(0),
          (error) => {
            process.stderr.write(`kith: stopped with an error: ${error}\n`);
            process.exit(1);
          },
        );
    });
  }
}

function isUsersMistake(error: unknown): error is Error {
  if (error instanceof ConfigError) return true;
  return (
    error instanceof Error && 'code' in error && ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].includes(`${error.code}`)
  );
}

if (import.meta.main) await run(process.argv.slice(2));
