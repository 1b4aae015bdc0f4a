/** What the shop sells. Prices in euro. */
export const PRODUCTS = [
  {
    sku: 'T-01',
    name: 'Morning Mist',
    price: 9.5,
    kind: 'White',
    note: 'Pear, hay, a little honey.',
    colour: '#e7dcae',
  },
  {
    sku: 'T-02',
    name: 'Old Orchard',
    price: 7,
    kind: 'Fruit',
    note: 'Apple, quince and warm spice.',
    colour: '#e2a08a',
  },
  {
    sku: 'T-03',
    name: 'Harbour Smoke',
    price: 8.5,
    kind: 'Black',
    note: 'Pine smoke and dark toffee.',
    colour: '#8f6f5b',
  },
  {
    sku: 'T-04',
    name: 'Cedar Garden',
    price: 11,
    kind: 'Green',
    note: 'Fresh peas, cedar, sea air.',
    colour: '#9dbb8a',
  },
  {
    sku: 'T-05',
    name: 'Quiet Hours',
    price: 6.5,
    kind: 'Herbal',
    note: 'Lavender, lemon balm, mint.',
    colour: '#b7a9cf',
  },
  {
    sku: 'T-06',
    name: 'Copper Kettle',
    price: 10,
    kind: 'Oolong',
    note: 'Roasted nuts and orchid.',
    colour: '#d3a262',
  },
];

/** A price as people read it. */
export const euro = (amount) => `€${amount.toFixed(2)}`;
