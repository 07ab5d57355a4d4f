/**
 * PostgreSQL's parser counts UTF-8 bytes in its trees and characters (code points) in its error positions;
 * editors count UTF-16 code units. This is the one place where they meet.
 */
export type OffsetMap = (offset: number) => number;

const identity: OffsetMap = (offset) => offset;

export function fromUtf8(text: string): OffsetMap {
  return mapOf(text, (codePoint) => (codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4));
}

export function fromCodePoints(text: string): OffsetMap {
  return mapOf(text, () => 1);
}

function mapOf(text: string, width: (codePoint: number) => number): OffsetMap {
  if (isAscii(text)) return identity;
  const units: number[] = [];
  for (let i = 0; i < text.length; ) {
    const codePoint = text.codePointAt(i)!;
    for (let n = width(codePoint); n > 0; n--) units.push(i);
    i += codePoint > 0xffff ? 2 : 1;
  }
  return (offset) => (offset < units.length ? units[Math.max(0, offset)]! : text.length);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
