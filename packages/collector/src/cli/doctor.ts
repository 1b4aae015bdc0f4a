import { openReadOnly } from '../persist/database.ts';
import { type Diagnosis, diagnose } from '../read/doctor/doctor.ts';
import { type Growth, growth } from '../read/doctor/growth.ts';
import { databaseConfig, readFlags, showUsage } from './read-arguments.ts';

const USAGE = `Usage: kith doctor [--json] [--db FILE]

Looks for what goes wrong in those who send and in the collector itself, and tells of each an example, why it matters and
what mends it. Exit code 1 when data is lost, wrong or in danger now. A running server is not disturbed.
`;

/** `kith doctor`: what goes wrong, and what mends it. */
export async function doctorCommand(flags: readonly string[]): Promise<void> {
  const values = readFlags('doctor', flags, { booleans: ['json'] });
  if (values.help) return showUsage(USAGE, values);
  const config = databaseConfig(values);
  const file = openReadOnly(config.database);
  const diagnoses = diagnose(file, { now: Date.now(), timezone: config.timezone });
  const size = growth(file);
  file.close();
  const ills = diagnoses.filter(({ count }) => count > 0);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ data: diagnoses, growth: size }, null, 2)}\n`
      : report(ills, diagnoses) + sizeLine(size),
  );
  if (ills.some(({ severity }) => severity === 'error')) process.exitCode = 1;
}

function report(ills: readonly Diagnosis[], diagnoses: readonly Diagnosis[]): string {
  const well = diagnoses.filter(({ count }) => count === 0).map(({ name }) => name);
  const lines = well.length === 0 ? [] : [`well: ${well.join(', ')}`];
  return `${[...ills.map(describe), ...lines].join('\n')}\n`;
}

function describe({ name, severity, title, count, examples, why, fix }: Diagnosis): string {
  const shown = examples.map((example) => `  as ${Object.entries(example).map(cell).filter(Boolean).join(', ')}\n`);
  return `${severity} ${name} (${count}): ${title}\n${shown.join('')}  why: ${why}\n  fix: ${fix}\n`;
}

function cell([name, value]: [string, number | string | null]): string {
  return value === null ? '' : `${name} ${value}`;
}

function sizeLine(size: Growth): string {
  const pace =
    size.bytes_per_day === null
      ? ''
      : `; ${size.events_per_day} events a day at the latest pace, ${mebibytes(size.bytes_per_day)} MiB`;
  return `size: ${mebibytes(size.database_bytes)} MiB, ${size.event_count} events, ${size.bytes_per_event ?? 0} bytes each${pace}\n`;
}

function mebibytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}
