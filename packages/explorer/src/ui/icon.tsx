import './icon.css';

// Strokes on a square of 24.
const SHAPES = {
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.300a3.5 3.5 0 0 1 0 6.400M18 14.200a6.5 6.5 0 0 1 3.5 5.8',
  company: 'M4 20V5l8-2v17M12 8l8 2v10M2.5 20h19M7.5 8h1M7.5 12h1M7.5 16h1M15.5 13h1M15.5 16.500h1',
  survey: 'M5 3.500h14v17H5ZM8.5 8.500h7M8.5 12.500h7M8.5 16.500h4',
  event: 'M13 3 5 13.500h6L10 21l9-11h-6.500Z',
  trait: 'M3.5 11.500v-8h8l9 9-8 8ZM7.8 7.800h.01',
  segment: 'M12 3.500a8.5 8.5 0 1 0 8.5 8.500H12ZM15.5 3.800a8.5 8.5 0 0 1 4.7 4.700h-4.700Z',
  live: 'M3 12h4l3-8 4 16 3-8h4',
  health: 'M9.5 3.500h5v6h6v5h-6v6h-5v-6h-6v-5h6Z',
  whatif: 'M6 4v9M6 13a4 4 0 0 0 4 4h7M14 13.500l4 3.5-4 3.500M3.5 6.5 6 4l2.5 2.5',
  access: 'M8 14.500a4.5 4.5 0 1 1 4.3-5.800L21 8.700v4h-3v3h-3v-3h-2.700A4.5 4.5 0 0 1 8 14.500ZM7.5 10h.01',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  down: 'M6 9.500l6 6 6-6',
  up: 'M6 14.500l6-6 6 6',
  columns: 'M3.5 5h17v14h-17ZM9.2 5v14M14.8 5v14',
  filter: 'M3.5 6h17M7 12h10M10.5 18h3',
  export: 'M12 3.500V15M7.5 11 12 15.5 16.5 11M4 20h16',
  chart: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  menu: 'M4 7h16M4 12h16M4 17h16',
  theme: 'M12 3.500a8.5 8.5 0 1 0 0 17ZM12 3.500a8.5 8.5 0 0 1 0 17',
  leave: 'M14 4H5v16h9M10 12h11M17.5 8l4 4-4 4',
  copy: 'M9 9h11v11H9ZM5.5 15H4V4h11v1.5',
  api: 'M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5',
} as const;

/** Name of an icon. */
export type IconName = keyof typeof SHAPES;

/** An icon beside words, or inside a button that has a label: it says nothing itself. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
