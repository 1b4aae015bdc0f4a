const REASONS = {
  device: 'No browser told what it is: a backend sent it, or a client that says nothing of itself',
  place:
    'A place is found by the address that a message comes from: none was kept, it is a private one, or places are off',
};

/** Says that a place or a device is not known; pointed at, why that may be. */
export function Unknown({ what }: { readonly what: keyof typeof REASONS }) {
  return (
    <span class="muted" title={REASONS[what]}>
      Not known
    </span>
  );
}
