/** The significant digits and the power of ten: the same text for all equal decimals. */
export function canonical(digits: string): string {
  const [, sign = '', integer = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(digits) ?? [];
  const all = integer + fraction;
  const end = endWithoutZeros(all);
  if (end === 0) return '0';
  const power = Number(exponent) + integer.length - end;
  return `${sign}${all.slice(0, end).replace(/^0+/, '')}e${power}`;
}

/**
 * Where the zeros at the end begin. The regular expression `0+$` would look at each run of zeros as often as
 * it is long.
 */
export function endWithoutZeros(digits: string): number {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return end;
}
