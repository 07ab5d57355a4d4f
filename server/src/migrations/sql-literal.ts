/** A text as an SQL string constant. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
