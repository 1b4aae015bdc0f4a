import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A process that is measured, with all its threads and children. */
export interface MeasuredProcess {
  readonly child: ChildProcess;
  /** What followed the word it announces itself with. */
  readonly announcement: string;
  /** CPU time since its start, in ms. */
  readonly cpuMs: () => number;
  readonly memory: () => ProcessMemory;
  readonly stop: () => Promise<void>;
}

/** What of a process is in memory, in MiB. */
export interface ProcessMemory {
  readonly all: number;
  /** Of that, what is its own. The rest are files, Node's code above all, which every process of a machine shares. */
  readonly own: number;
  /** All of it at its most. */
  readonly most: number;
}

/** Options of {@link startProcess}. */
export interface StartOptions {
  /** The word of the line on standard output or error that says it is ready, and what it announces after it. */
  readonly ready: RegExp;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** Starts a process and waits until it is ready. @throws with what it said when it ends before. */
export function startProcess(
  command: string,
  parameters: readonly string[],
  options: StartOptions,
): Promise<MeasuredProcess> {
  const { ready, ...spawning } = options;
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'], ...spawning });
  const pid = child.pid ?? 0;
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let said = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said = `${said}${line}\n`.slice(-4_000);
        const match = ready.exec(line);
        if (!match) return;
        resolve({
          child,
          announcement: match[1] ?? '',
          cpuMs: () => cpuTicks(pid) * MS_PER_TICK,
          memory: () => memoryOf(pid),
          async stop() {
            child.kill('SIGTERM');
            await ended;
          },
        });
      });
    }
    child.on('error', reject);
    ended.then(() => reject(new Error(`${command} ended: ${said}`)));
  });
}

/** Linux counts CPU time in hundredths of a second. */
const MS_PER_TICK = 10;

// Of the process with its threads, of children that have ended, and of those that live.
function cpuTicks(pid: number): number {
  let ticks = 0;
  for (const id of [pid, ...childrenOf(pid)]) {
    try {
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
        .map(Number);
      ticks += fields.slice(11, 15).reduce((sum, field) => sum + field, 0);
    } catch {
      // It has ended since.
    }
  }
  return ticks;
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((id) => {
      if (!Number.isInteger(id)) return false;
      try {
        return (
          Number(
            readFileSync(`/proc/${id}/stat`, 'utf8')
              .replace(/^.*\) /s, '')
              .split(' ')[1],
          ) === pid
        );
      } catch {
        return false;
      }
    });
}

function memoryOf(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024;
  return { all: mib('VmRSS'), own: mib('RssAnon'), most: mib('VmHWM') };
}
