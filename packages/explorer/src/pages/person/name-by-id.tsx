import { useEffect, useState } from 'preact/hooks';
import { Skeleton } from '../../ui/skeleton.tsx';
import { nameOf } from './name-of.ts';

/** What a person is called of whom only the id is at hand; the id where nobody has it. */
export function NameById({ id }: { readonly id: string }) {
  const [known, setKnown] = useState<{ readonly id: string; readonly name: string }>();
  useEffect(() => {
    let isWanted = true;
    const name = nameOf(id).catch(() => undefined);
    name.then((found) => isWanted && setKnown({ id, name: found ?? id.slice(2) }));
    return () => {
      isWanted = false;
    };
  }, [id]);
  if (known?.id === id) return known.name;
  return (
    <>
      <Skeleton />
      <span class="visually-hidden">{id.slice(2)}</span>
    </>
  );
}
