import { isComment, lex } from '../../syntax/lexer';

/** A piece of SQL on one line, unless a comment or a string with line breaks stands in it. */
export function oneLine(text: string): string {
  if (!/[\r\n]/.test(text) || lex(text).some((token) => isComment(token) || (token.kind === 'string' && /[\r\n]/.test(text.slice(token.start, token.end))))) return text.trim();
  return text.trim().replace(/\s*[\r\n]+\s*/g, ' ').replace(/\( /g, '(').replace(/ \)/g, ')');
}
