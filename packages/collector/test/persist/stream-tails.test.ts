import { type Atom, comparePositions, EMPTY_STATE, type Position } from '@kith/fold';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/persist/database.ts';
import { atomStore } from '../../src/persist/sqlite-atoms.ts';
import { temporaryFile } from './temporary-file.ts';
import { clear } from './world-file.ts';

const STREAMS = ['a:d1', 'a:d2'];

/** What happens to which stream, at which time. */
const steps = fc.array(fc.tuple(fc.nat(9), fc.nat(1), fc.nat(60)), { minLength: 10, maxLength: 120, size: 'max' });

test('the neighbours and riders of a run are those in the tables, however many visits came and went', async () => {
  const db = openDatabase(temporaryFile());
  db.pragma('synchronous = OFF');
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(1, 2, 25_000), async (happenings, heldCount) => {
      await clear(db);
      let store = atomStore(db, heldCount);
      const atoms = new Map<number, Atom>();
      const of = (stream: string, kind: Atom['kind']) =>
        [...atoms.values()]
          .filter((atom) => atom.stream === stream && atom.kind === kind)
          .sort((a, b) => comparePositions(a.start, b.start));
      const put = (atom: Atom) => {
        atoms.set(atom.id, atom);
        store.putAtom(atom);
      };
      const remove = (atom: Atom) => {
        atoms.delete(atom.id);
        store.deleteAtom(atom);
      };
      for (const [kind, which, t] of happenings) {
        const stream = STREAMS[which]!;
        const runs = of(stream, 'run');
        const run = runs[t % Math.max(runs.length, 1)];
        const id = store.newAtomId();
        if (kind < 5) put(atomOf(id, stream, 'run', [t, '', 0, `m${id}`, stream]));
        else if (kind === 5 && run) put({ ...run, start: [Math.min(t, run.start[0]), '', 0, `a${id}`, stream] });
        else if (kind === 6 && run) put({ ...atomOf(id, stream, 'rider', run.start), anchor: String(run.id) });
        else if (kind === 7 && run) {
          for (const rider of of(stream, 'rider')) if (rider.anchor === String(run.id)) remove(rider);
        } else if (kind === 8 && run) remove(run);
        else if (t % 4 === 0) {
          store.flush();
          store = atomStore(db, heldCount);
        } else store.flush();

        const position: Position = [t, '', 0, 'm', stream];
        const now = of(stream, 'run');
        expect(store.runBefore(stream, position)?.id).toBe(
          now.findLast(({ start }) => comparePositions(start, position) < 0)?.id,
        );
        expect(store.runAfter(stream, position)?.id).toBe(
          now.find(({ start }) => comparePositions(start, position) > 0)?.id,
        );
        const asked = now[t % Math.max(now.length, 1)];
        const riders = of(stream, 'rider').filter(({ anchor }) => anchor === String(asked?.id));
        if (asked) expect(idsOf(store.ridersOf(asked))).toEqual(idsOf(riders));
      }
    }),
    { numRuns: 100 },
  );
  db.close();
});

function atomOf(id: number, stream: string, kind: Atom['kind'], start: Position): Atom {
  return {
    ...{ id, stream, kind, anchor: '', user: null, isServer: false, start, end: start },
    ...{ profileId: stream, sessionId: null, state: EMPTY_STATE },
  };
}

function idsOf(atoms: readonly Atom[]): number[] {
  return atoms.map(({ id }) => id).sort((a, b) => a - b);
}
