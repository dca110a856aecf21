import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Unreadable } from './source.ts';

const KEPT_BYTES = 64 * 1024;

it('an unreadable record keeps the first 64 KiB of its text, and never half a character', () => {
  const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'ä', '€', '😀'));
  fc.assert(
    fc.property(piece, fc.integer({ min: 0, max: 9 }), piece, (first, around, last) => {
      const firstBytes = Buffer.byteLength(first);
      const fill = 'x'.repeat(Math.max(0, KEPT_BYTES - firstBytes - around));
      const text = `${first}${fill}${last}`;
      const { raw = '' } = new Unreadable('BAD', 'bad', text);
      expect(text.startsWith(raw)).toBe(true);
      expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(KEPT_BYTES);
      const [next = ''] = text.slice(raw.length);
      const isWhole = Buffer.byteLength(raw) + Buffer.byteLength(next) > KEPT_BYTES;
      expect(raw === text || isWhole).toBe(true);
    }),
  );
});

it('an unreadable record may be without text', () => {
  expect(new Unreadable('BAD', 'bad').raw).toBeUndefined();
  expect(new Unreadable('BAD', 'bad', '').raw).toBe('');
});
