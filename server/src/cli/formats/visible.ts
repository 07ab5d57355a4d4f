/**
 * Text from a file or a name, for a terminal: control characters as their pictures, so that nothing in a migration can
 * move the cursor, and no invisible one hides what is there.
 */
export function visible(text: string): string {
  // Beside the controls: marks that turn the writing direction around, and the byte order mark.
  return text.replace(/[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (c) => {
    const code = c.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : '�';
  });
}
