import { BlockList, isIP } from 'node:net';

/**
 * Cuts an address to its network, /24 for IPv4 and /48 for IPv6, which is all that geography needs.
 * Accepts brackets, a port, a zone and IPv4 mapped into IPv6.
 * @returns the network's first address, or null for anything that is no address.
 */
export function truncateAddress(text: unknown): string | null {
  const address = typeof text === 'string' && text.length <= 128 ? bareAddress(text.trim()) : '';
  if (isIP(address) === 4) return address.replace(/\d+$/, '0');
  if (isIP(address) !== 6) return null;
  const groups = expand(address);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6);
    return `${high >> 8}.${high & 255}.${low >> 8}.0`;
  }
  const [first = 0, second = 0, third = 0] = groups;
  return `${first.toString(16)}:${second.toString(16)}:${third.toString(16)}::`;
}

/** Whether an address belongs to a network of the public internet: not private, reserved, shared or for documentation. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !RESERVED.check(address, 'ipv4');
  // All of the public IPv6 internet lies in 2000::/3.
  return version === 6 && GLOBAL_UNICAST.check(address, 'ipv6') && !RESERVED.check(address, 'ipv6');
}

const RESERVED = new BlockList();
for (const range of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]) {
  RESERVED.addSubnet(range.split('/')[0] ?? '', Number(range.split('/')[1]), 'ipv4');
}
for (const range of ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']) {
  RESERVED.addSubnet(range.split('/')[0] ?? '', Number(range.split('/')[1]), 'ipv6');
}
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6');

function bareAddress(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1];
  const withoutPort = bracketed ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return withoutPort.replace(/%.*$/, '');
}

function expand(address: string): number[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [(Number(a) << 8) | Number(b), (Number(c) << 8) | Number(d)].map((group) => group.toString(16)).join(':'),
  );
  const [head = '', tail] = hex.split('::');
  const groups = (text: string) =>
    text
      .split(':')
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16));
  if (tail === undefined) return groups(head);
  const [start, end] = [groups(head), groups(tail)];
  return [...start, ...new Array<number>(8 - start.length - end.length).fill(0), ...end];
}
