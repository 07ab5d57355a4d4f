const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A text's characters as a person counts them: an accent belongs to its letter, a flag is one. */
export function graphemes(text: string): readonly string[] {
  return /^[\x20-\x7e]*$/.test(text) ? [...text] : [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** Columns that a grapheme takes on a terminal: 0, 1 or 2. */
export function displayWidth(grapheme: string): number {
  const codePoint = grapheme.codePointAt(0)!;
  if (codePoint < 0x300) return codePoint === 0xad ? 0 : 1;
  if (/^\p{Mark}|^\p{Cf}|^\p{Default_Ignorable_Code_Point}/u.test(grapheme)) return 0;
  if (/^\p{Emoji_Presentation}|^\p{Emoji}.*\ufe0f/u.test(grapheme)) return 2;
  return wide.some(([from, to]) => codePoint >= from && codePoint <= to) ? 2 : 1;
}

/** Blocks whose characters are wide or full-width in Unicode's EastAsianWidth.txt. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2e80, 0x303e], [0x3041, 0x33ff], [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xa000, 0xa4cf], [0xa960, 0xa97c], [0xac00, 0xd7a3],
  [0xf900, 0xfaff], [0xfe30, 0xfe6f], [0xff01, 0xff60], [0xffe0, 0xffe6], [0x17000, 0x18cff], [0x1b000, 0x1b2ff], [0x20000, 0x3fffd],
];
