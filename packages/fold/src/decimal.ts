/** Adds numbers as the decimals they are written as: 0.1 + 0.2 is 0.3, in any order. */
export function exactSum(numbers: readonly number[]): number {
  const parts = numbers.map(decimalOf);
  const scale = Math.max(0, ...parts.map((part) => part.scale));
  const sum = parts.reduce((total, part) => total + part.digits * 10n ** BigInt(scale - part.scale), 0n);
  return Number(`${sum}e-${scale}`);
}

// digits × 10^-scale is exactly the shortest decimal that JavaScript prints for the number.
function decimalOf(number: number): { readonly digits: bigint; readonly scale: number } {
  const [mantissa = '0', exponent = '0'] = String(number).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}
