import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearName, shown } from './near-name.ts';

const KNOWN = ['vin', 'Brand Name', 'price'];

describe('nearName', () => {
  it.each([
    ['id', 'ID', 'which differs in upper and lower case'],
    ['brand name', 'Brand Name', 'which differs in upper and lower case'],
    ['id', 'id ', 'which has a blank at its end'],
    ['id', '  id', 'which has a blank at its start'],
    ['brand name', 'brand  name', 'which has two blanks in a row'],
    ['id', 'id\t', 'which has a tab (U+0009) at its end'],
    ['id', 'id\u00a0', 'which has a no-break space (U+00A0) at its end'],
    ['brand name', 'brand\u00a0name', 'which has a no-break space (U+00A0)'],
    ['id', '\u3000id', 'which has an unusual blank (U+3000) at its start'],
    ['id', '\ufeffid', 'which has a byte order mark (U+FEFF) at its start'],
    ['id', '\ufeff\ufeffid', 'which has two byte order marks (U+FEFF) at its start'],
    ['id', 'i\ufeff\ufeff\ufeffd', 'which has 3 byte order marks (U+FEFF)'],
    [
      'id',
      '\ufeffid\ufeff\ufeff',
      'which has a byte order mark (U+FEFF) at its start and two byte order marks (U+FEFF) at its end',
    ],
    ['id', '\u3000\u3000id', 'which has two unusual blanks (U+3000) at its start'],
    [
      'id',
      '\ufeff id',
      'which has a byte order mark (U+FEFF) at its start and a blank at its start',
    ],
    ['id', 'i\u200bd', 'which has a zero-width space (U+200B)'],
    ['id', 'id\u200f', 'which has an invisible character (U+200F) at its end'],
    ['name', 'n\u0430me', 'which has `\u0430` (U+0430, Cyrillic) for `a`'],
    ['Omega', '\u039fmega', 'which has `\u039f` (U+039F, Greek) for `O`'],
    [
      'id',
      '\uff49\uff44',
      'which has `\uff49` (U+FF49, full width) for `i` and `\uff44` (U+FF44, full width) for `d`',
    ],
    ['e-mail', 'e\u2011mail', 'which has `\u2011` (U+2011) for `-`'],
    ['caf\u00e9', 'cafe\u0301', 'which has accents that are characters of their own (NFD)'],
    [
      'Caf\u00e9',
      'cafe\u0301 ',
      'which has a blank at its end and accents that are characters of their own (NFD), which differs in upper and lower case',
    ],
    ['id ', 'id', 'while the migration writes a blank at its end'],
    ['n\u0430me', 'name', 'while the migration writes `\u0430` (U+0430, Cyrillic) for `a`'],
    // A name that is Cyrillic on both sides only differs in case.
    ['\u0418\u043c\u044f', '\u0438\u043c\u044f', 'which differs in upper and lower case'],
    ['prise', 'price', ''],
    ['ownr', 'owner', ''],
  ])('for %j is %j, %s', (wanted, name, difference) => {
    expect(nearName(wanted, [...KNOWN.filter((one) => one !== name), name])).toEqual({
      name,
      difference,
    });
  });

  it('prefers the name that looks the same to one with fewer changes', () => {
    expect(nearName('id', ['i', 'ids', '\ufeff\ufeff ID\u00a0'])?.name).toBe(
      '\ufeff\ufeff ID\u00a0',
    );
  });

  it('is not looked for by counting changes in long names, but by their looks', () => {
    const long = 'ab'.repeat(50_000);
    expect(nearName(long, [`${long}x`])).toBeUndefined();
    expect(nearName(long, [`${long}\ufeff`])?.name).toBe(`${long}\ufeff`);
    expect(nearName('id', [long, 'idd'])?.name).toBe('idd');
  });

  it('is none if every name is far', () => {
    expect(nearName('vin', ['n', 'brand', 'registered_at'])).toBeUndefined();
    expect(nearName('brand', [])).toBeUndefined();
  });

  it('finds any name in spite of what cannot be seen in it, and says what', () => {
    const invisible = fc.constantFrom(
      ...['\ufeff', '\u200b', '\u200d', '\u2060', '\u00ad', '\u202e', '\ufe0f', '\u0000'],
      ...[' ', '\u00a0', '\t', '\n', '\r', '\u2003', '\u3000'],
    );
    const plain = fc.stringMatching(/^[a-z]{3,12}$/);
    fc.assert(
      fc.property(plain, fc.array(invisible, { minLength: 1, maxLength: 4 }), (name, added) => {
        const odd = `${added.join('')}${name}${added.join('')}`;
        expect(nearName(name, ['something else', odd])).toMatchObject({
          name: odd,
          difference: expect.stringMatching(/^which has /) as string,
        });
        expect(nearName(odd, ['something else', name])).toMatchObject({
          name,
          difference: expect.stringMatching(/^while the migration writes /) as string,
        });
      }),
    );
  });
});

describe('shown', () => {
  it('leaves nothing to the eye that it cannot see, and nothing to a terminal', () => {
    expect(shown('id ')).toBe('`id `');
    expect(shown('\ufeff\u001b[31mid\u00a0')).toBe('`\\ufeff\\u001b[31mid\\u00a0`');
    expect(shown('x'.repeat(200))).toBe(`\`${'x'.repeat(80)}…\``);
  });
});
