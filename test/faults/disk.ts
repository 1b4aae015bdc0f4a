import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a disk is: see disk.c. */
export type DiskMode = 'failing' | 'full' | 'slow' | 'well';

/** The disk below one database: it can fail, and its power can be cut. */
export interface Disk {
  /** What a process needs in its environment to use this disk. */
  readonly environment: Readonly<Record<string, string>>;
  readonly set: (mode: DiskMode) => void;
  /**
   * Leaves of the files what a power cut leaves: all that was synchronised, and of the rest nothing, or by chance some
   * sectors. Call when no process has them open.
   */
  readonly cutPower: (random?: () => number) => void;
}

const SOURCE = fileURLToPath(new URL('disk.c', import.meta.url));
const LETTERS: Readonly<Record<DiskMode, string>> = { well: '-', full: 'f', failing: 'e', slow: 's' };

/** What a drive writes at once, in bytes. */
const SECTOR_BYTES = 512;

let library: string | undefined;

/** Puts a disk below a database that does not exist yet. */
export function diskFor(database: string): Disk {
  library ??= compile();
  const modeFile = `${database}.mode`;
  writeFileSync(modeFile, LETTERS.well);
  const mode = openSync(modeFile, 'r+');
  const shadow = `${database}.shadow`;
  return {
    environment: {
      LD_PRELOAD: library,
      KITH_DISK_FILE: database,
      KITH_DISK_SHADOW: shadow,
      KITH_DISK_MODE: modeFile,
    },
    set: (next) => void writeSync(mode, LETTERS[next], 0),
    cutPower(random) {
      for (const suffix of ['', '-wal']) leave(database + suffix, shadow + suffix, random);
      rmSync(`${database}-shm`, { force: true });
    },
  };
}

function leave(live: string, shadow: string, random?: () => number): void {
  if (!existsSync(shadow)) {
    rmSync(live, { force: true });
    return;
  }
  if (random) {
    const bytes = readFileSync(live);
    const durable = Buffer.alloc(bytes.length);
    readFileSync(shadow).copy(durable);
    for (let at = 0; at < bytes.length; at += SECTOR_BYTES) {
      if (random() < 0.5) durable.copy(bytes, at, at, at + SECTOR_BYTES);
    }
    writeFileSync(shadow, bytes);
  }
  copyFileSync(shadow, live);
}

function compile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kith-disk-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'disk.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', path, SOURCE, '-ldl'], { stdio: 'inherit' });
  return path;
}
