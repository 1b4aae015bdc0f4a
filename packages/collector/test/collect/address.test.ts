import { expect, test } from 'vitest';
import { isPublicAddress, truncateAddress } from '../../src/collect/address.ts';

test.each([
  ['8.8.8.8', '8.8.8.0'],
  ['8.8.8.8:443', '8.8.8.0'],
  [' 8.8.8.8 ', '8.8.8.0'],
  ['::ffff:8.8.8.8', '8.8.8.0'],
  ['::ffff:808:808', '8.8.8.0'],
  ['[::ffff:8.8.8.8]:80', '8.8.8.0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
  ['[2001:db8:1:2::1]:443', '2001:db8:1::'],
  ['fe80::1%eth0', 'fe80:0:0::'],
  ['::1', '0:0:0::'],
])('%s is cut to %s', (address, network) => {
  expect(truncateAddress(address)).toBe(network);
});

test.each([
  '',
  'unknown',
  '<script>',
  '8.8.8',
  '8.8.8.8.8',
  '999.1.1.1',
  '1::2::3',
  '[::1',
  'a'.repeat(1_000),
  null,
  7,
  {},
])('%s is no address', (text) => {
  expect(truncateAddress(text)).toBeNull();
});

test.each(['8.8.8.0', '91.198.174.0', '2a00:1450:4001::', '2600:1f18:0::'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ...['0.0.0.0', '10.1.2.0', '100.64.0.0', '100.127.255.0', '127.0.0.0', '169.254.1.0', '172.16.0.0', '172.31.255.0'],
  ...[
    '192.0.2.0',
    '192.168.1.0',
    '198.18.0.0',
    '198.19.255.0',
    '198.51.100.0',
    '203.0.113.0',
    '224.0.0.0',
    '255.255.255.0',
  ],
  ...[
    '0:0:0::',
    'fe80:0:0::',
    'fc00:0:0::',
    'fd12:3456:789a::',
    'ff02:0:0::',
    '2001:db8:1::',
    '2002:a00:1::',
    'nonsense',
  ],
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});
