import leven from 'leven';

/** `; did you mean …?` for the nearest of `known`, or an empty text if none is near. */
export function suggest(word: string, known: readonly string[]): string {
  const nearest = known
    .map((name) => ({
      name,
      distance: leven(word.toLowerCase(), name.toLowerCase()),
      lengthened: Math.abs(name.length - word.length),
    }))
    .sort((a, b) => a.distance - b.distance || a.lengthened - b.lengthened)[0];
  if (nearest === undefined || nearest.distance > Math.max(2, word.length / 2)) return '';
  return `; did you mean \`${nearest.name}\`?`;
}
