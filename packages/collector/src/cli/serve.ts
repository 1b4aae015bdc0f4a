import { describeSettings } from '../config.ts';
import { run } from '../main.ts';

/** `kith serve`: runs the collector until it is stopped. */
export async function serveCommand(flags: readonly string[]): Promise<void> {
  if (!flags.includes('--help')) return run(flags);
  process.stdout.write(`Usage: kith serve [flags]

Runs the collector. Each setting is a flag, else an environment variable, else its default:

${describeSettings()}
`);
}
