import type { Progress } from '../fold/refold.ts';

const WIDTH = 30;

/** Shows progress on the terminal's last line; on anything else than a terminal it shows nothing. */
export function progressBar(
  unit = 'events',
  stream: NodeJS.WriteStream = process.stderr,
): {
  readonly update: (progress: Progress) => void;
  readonly end: () => void;
} {
  let shown = '';
  return {
    update({ foldedCount, totalCount }) {
      const share = totalCount === 0 ? 1 : Math.min(foldedCount / totalCount, 1);
      const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░');
      const line = `${bar} ${Math.floor(share * 100)} % of ${totalCount} ${unit}`;
      if (!stream.isTTY || line === shown) return;
      shown = line;
      stream.write(`\r${line}`);
    },
    end() {
      if (shown !== '') stream.write(`\r${' '.repeat(shown.length)}\r`);
    },
  };
}
