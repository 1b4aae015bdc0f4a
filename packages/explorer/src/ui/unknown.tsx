/** Why something may not be known. */
export const REASONS = {
  device: 'No browser told what it is: a backend sent it, or a client that says nothing of itself',
  place:
    'A country is not known where places are off, or where messages come from a private address: from this machine, or past a proxy that Kith was not told of',
};

/** Says that a place or a device is not known; pointed at, why that may be. */
export function Unknown({ what }: { readonly what: keyof typeof REASONS }) {
  return (
    <span class="muted" title={REASONS[what]}>
      Not known
    </span>
  );
}
