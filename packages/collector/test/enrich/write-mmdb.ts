/** Writes a small MaxMind database (IPv6 tree, 24-bit records) that knows the given networks, each with its record. */
export function writeMmdb(networks: Readonly<Record<string, object>>): Buffer {
  const nodes: [left: number | Leaf | null, right: number | Leaf | null][] = [[null, null]];
  const data: Buffer[] = [];
  let dataLength = 0;
  for (const [network, record] of Object.entries(networks)) {
    const leaf = { offset: dataLength };
    const encoded = encode(record);
    data.push(encoded);
    dataLength += encoded.length;
    insert(nodes, bitsOf(network), leaf);
  }
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [index, node] of nodes.entries()) {
    for (const [side, target] of node.entries()) {
      const value =
        target === null ? nodes.length : typeof target === 'number' ? target : nodes.length + 16 + target.offset;
      tree.writeUIntBE(value, index * 6 + side * 3, 3);
    }
  }
  const metadata = {
    binary_format_major_version: 2,
    ip_version: 6,
    node_count: nodes.length,
    record_size: 24,
    database_type: 'Test',
    build_epoch: 1,
  };
  return Buffer.concat([
    tree,
    Buffer.alloc(16),
    ...data,
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    encode(metadata),
  ]);
}

interface Leaf {
  readonly offset: number;
}

function insert(nodes: [number | Leaf | null, number | Leaf | null][], bits: readonly (0 | 1)[], leaf: Leaf): void {
  let index = 0;
  for (const [depth, bit] of bits.entries()) {
    const node = nodes[index] as [number | Leaf | null, number | Leaf | null];
    if (depth === bits.length - 1) node[bit] = leaf;
    else {
      let next = node[bit];
      if (typeof next !== 'number') {
        next = nodes.push([null, null]) - 1;
        node[bit] = next;
      }
      index = next;
    }
  }
}

// IPv4 lies in the first 32 bits' worth behind 96 zeros.
function bitsOf(network: string): (0 | 1)[] {
  const [address = '', length = '0'] = network.split('/');
  const isV4 = address.includes('.');
  const text = isV4
    ? address
        .split('.')
        .map((byte) => Number(byte).toString(2).padStart(8, '0'))
        .join('')
        .padStart(128, '0')
    : address
        .replace('::', '')
        .split(':')
        .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
        .join('')
        .padEnd(128, '0');
  return [...text.slice(0, Number(length) + (isV4 ? 96 : 0))].map((bit) => (bit === '1' ? 1 : 0));
}

// Lists are an extended type: its number less 7 follows the size.
const TYPE = { text: 2, unsigned: 6, map: 7, list: 4 };

function encode(value: unknown): Buffer {
  if (typeof value === 'string') return withHeader(TYPE.text, Buffer.from(value), Buffer.byteLength(value));
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return withHeader(TYPE.unsigned, bytes, 4);
  }
  if (Array.isArray(value)) return Buffer.concat([Buffer.from([value.length, TYPE.list]), ...value.map(encode)]);
  const entries = Object.entries(value as object);
  return withHeader(
    TYPE.map,
    Buffer.concat(entries.flatMap(([key, entry]) => [encode(key), encode(entry)])),
    entries.length,
  );
}

function withHeader(type: number, bytes: Buffer, size: number): Buffer {
  const header = size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29];
  return Buffer.concat([Buffer.from(header), bytes]);
}
