/** The significant digits and the power of ten: the same text for all equal decimals. */
export function canonical(digits: string): string {
  const [, sign = '', integer = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(digits) ?? [];
  const significant = (integer + fraction).replace(/^0+/, '');
  const trimmed = significant.replace(/0+$/, '');
  if (trimmed === '') return '0';
  const power =
    BigInt(exponent) - BigInt(fraction.length) + BigInt(significant.length - trimmed.length);
  return `${sign}${trimmed}e${power}`;
}
