import type { PlainQuery } from './plain-query';

/**
 * What PostgreSQL reads and pgsql-ast-parser 12 refuses, and what to give it instead: the same names in the same
 * places, whatever becomes of the meaning. The replacement is filled up with blanks to the length of what it replaces.
 * The order matters where one form stands within another.
 */
interface Form {
  readonly form: string;
  readonly found: RegExp;
  readonly as: string | ((whole: string, ...groups: string[]) => string);
}

const name = String.raw`[a-z_]\w*`;
const group = String.raw`\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)`;
const blank = (text = '') => ' '.repeat(text.length);
const pattern = (source: TemplateStringsArray, ...parts: string[]) => new RegExp(String.raw(source, ...parts), 'gi');

const forms: readonly Form[] = [
  { form: 'WITH RECURSIVE', found: pattern`\bwith\s+recursive\b`, as: 'with' },
  {
    form: 'WITH x (a, b) AS [NOT] [MATERIALIZED] (query)',
    found: pattern`\b(${name})(\s*\([^()]*\))?(\s*)\bas(\s*(?:not\s+)?materialized|)(\s*\(\s*)(?=\(|select\b|with\b|values\b|insert\b|update\b|delete\b)`,
    as: (_, x, columns, space, how, open) => `${x}${blank(columns)}${space}as${blank(how)}${open}`,
  },
  { form: 'INTERSECT, EXCEPT', found: pattern`\b(?:intersect|except)\b`, as: 'union' },
  { form: 'NATURAL JOIN', found: pattern`\bnatural\b`, as: '' },
  { form: 'FETCH FIRST n ROWS ONLY, LIMIT ALL', found: pattern`\bfetch\s+(?:first|next)\b[^()]*?\b(?:only|with\s+ties)\b|\blimit\s+all\b`, as: '' },
  { form: 'ONLY t', found: pattern`\b(from|join|update|using)(\s+)only\b`, as: (_, before, space) => before + space },
  { form: 'TABLESAMPLE', found: pattern`\btablesample\s+${name}\s*${group}(?:\s*repeatable\s*${group})?`, as: '' },
  { form: 'FOR UPDATE OF t', found: pattern`\b(update|share)\s+of\s+${name}(?:\s*,\s*${name})*`, as: '$1' },
  { form: 'OVER w', found: pattern`\bover\s+${name}`, as: 'over()' },
  { form: 'WINDOW w AS (...)', found: pattern`\bwindow\s+${name}\s+as\s*${group}(?:\s*,\s*${name}\s+as\s*${group})*`, as: '' },
  {
    form: 'the frame of a window',
    found: pattern`\b(?:rows|range|groups)\s+(?:between|unbounded|current|\d+|interval|'_*')[^()]*\b(?:preceding|following|row|group|ties|others)\s*(?=\))`,
    as: '',
  },
  { form: 'DEFAULT VALUES', found: pattern`\bdefault\s+values\b`, as: '' },
  {
    form: 'ON CONFLICT (a) WHERE p DO',
    found: pattern`(\bon\s+conflict\s*\((?:[^()]|\([^()]*\))*)\)(\s*)where\b([^;]*?)\s(\s*)(?=do\s+(?:nothing|update)\b)`,
    as: (_, target, space, predicate, rest) => `${target},${space}     ${predicate})${rest}`,
  },
  {
    form: 'SET (a, b) = (SELECT ...)',
    found: pattern`\((\s*)(${name})((?:\s*,\s*${name})+\s*)\)(\s*=\s*\(\s*(?:select|with)\b)`,
    as: (_, space, first, others, value) => ` ${space}${first}${blank(others)} ${value}`,
  },
  { form: 'SET (a, b) = ROW (...)', found: pattern`(\)\s*=\s*)row(?=\s*\()`, as: '$1' },
  { form: '(row).field', found: pattern`([)\]])(?:\s*\.\s*(?:${name}|\*))+`, as: '$1' },
  {
    form: 'f(x) AS [t] (a integer, ...)',
    found: pattern`(\)\s*)(as\s+${name}|as)\s*\((?!\s*(?:select|with|values|insert|update|delete)\b)\s*${name}\s+${name}(?:[^()]|\([^()]*\))*\)`,
    as: (_, before, alias) => (alias.length > 2 ? before + alias : before),
  },
  { form: 'f(name => value)', found: pattern`\b${name}\s*(?:=>|:=)`, as: '' },
  { form: 'IS [NOT] DISTINCT FROM', found: pattern`\bis\s+(?:not\s+)?distinct\s+from\b`, as: '=' },
  { form: 'IS UNKNOWN', found: pattern`\bis\s+(?:not\s+)?unknown\b`, as: 'is null' },
  { form: 'SIMILAR TO', found: pattern`\bsimilar\s+to\b`, as: 'like' },
  { form: 'ESCAPE', found: pattern`\bescape\s*'_*'`, as: '' },
  { form: 'COLLATE', found: pattern`\bcollate\s+${name}(?:\s*\.\s*${name})?`, as: '' },
  { form: 'BETWEEN SYMMETRIC', found: pattern`\b(between\s+)symmetric\b`, as: '$1' },
  { form: 'OVERLAPS', found: pattern`\boverlaps\b`, as: '=' },
  { form: 'GROUPING SETS', found: pattern`\bgrouping\s+sets(?=\s*\()`, as: (whole) => whole.replace(/\s/g, '_') },
  { form: "INTERVAL '1' DAY", found: pattern`\b(interval\s*'_*'\s*)(?:year|month|day|hour|minute|second)(?:\s+to\s+(?:month|hour|minute|second))?\b`, as: '$1' },
  { form: "EXTRACT('epoch' FROM x)", found: pattern`(\bextract\s*\(\s*)'(_+)'`, as: (_, before, word) => `${before}q${word}q` },
  {
    form: 'TRIM(BOTH x FROM y)',
    found: pattern`(\btrim\s*\(\s*)(both\b|leading\b|trailing\b|)(\s*)('_*'|${name}|)(\s*)\bfrom\b`,
    as: (_, before, side, space, what, rest) => `${before}${blank(side)}${space}${what}${rest}${what ? ',   ' : '    '}`,
  },
  { form: 'x -1: the lexer reads a negative number', found: pattern`([\w)\]'])(\s*)-(?=\s*\.?\d)`, as: '$1$2+' },
  { form: 'operators that the lexer does not know, and -> before anything but a literal', found: /[-+*/<>=~!@#%^&|?`]{2,}/g, as: operator },
];

/** Of the lexer's operators those of two characters and more, except -> and ->>. */
const knownOperators = new Set('<= >= <> != || @> <@ ?| ?& #>> ~* !~ !~* ~~ ~~* !~~ !~~* && @@ << >> #-'.split(' '));

function operator(written: string): string {
  // An operator of several characters ends in + or - only where one of these is in it (documentation, 4.1.3).
  const own = /[~!@#%^&|`?]/.test(written) ? written : written.replace(/(?<=.)[-+]+$/, '');
  return (own.length < 2 || knownOperators.has(own) ? own : '||'.padEnd(own.length)) + written.slice(own.length);
}

/**
 * Reserved words of the library (its keywords.ts). PostgreSQL allows them after a dot and as an output name after AS.
 */
const reserved = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation concurrently ' +
    'constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user ' +
    'default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in ' +
    'initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull ' +
    'null offset on only or order outer overlaps placing precision primary references returning right select session_user similar ' +
    'some symmetric table tablesample then to trailing true union unique user using variadic verbose when where window with'
  ).split(' '),
);

/** The text with each of the forms replaced; offsets and lengths hold. */
export function readableForms(plain: PlainQuery): string {
  let text = withoutParentheses(plain.text);
  for (const { found, as } of forms) {
    text = text.replace(found, (...match) => {
      const whole: string = match[0];
      const given = typeof as === 'string' ? as.replace(/\$(\d)/g, (_, n) => match[+n] ?? '') : as(...(match as [string, ...string[]]));
      return given.padEnd(whole.length);
    });
  }
  text = text.replace(/(\.\s*|\bas\s+)([a-z_]+)\b/gi, (whole: string, before: string, word: string) =>
    reserved.has(word.toLowerCase()) ? before + (plain.standIn(word.toLowerCase(), word.length) ?? word) : whole,
  );
  return withoutListCommas(text);
}

/** A query in parentheses, without them. */
function withoutParentheses(text: string): string {
  for (;;) {
    const inner = /^(\s*)\(([^]*)\)(\s*;?\s*)$/.exec(text);
    if (!inner || !balanced(inner[2]!)) return text;
    text = `${inner[1]} ${inner[2]} ${inner[3]}`;
  }
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const [sign] of text.matchAll(/[()]/g)) {
    depth += sign === '(' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/**
 * To the library `(SELECT a FROM t GROUP BY b, c)` is ambiguous: the comma might make a list of the query and `c`.
 * With an operator for the comma there is one reading.
 */
function withoutListCommas(text: string): string {
  const signs = text.split('');
  for (const by of text.matchAll(/\b(?:group|order)\s+by\b/gi)) {
    const list = /[(),]|\b(?:asc|desc|nulls\s+(?:first|last)|having|order|limit|offset|fetch|for|union|window)\b/gi;
    list.lastIndex = by.index + by[0].length;
    const changes: [at: number, length: number, to: string][] = [];
    let depth = 0;
    for (let found = list.exec(text); found && depth >= 0; found = list.exec(text)) {
      const word = found[0].toLowerCase();
      if (word === '(') depth++;
      else if (word === ')') depth--;
      else if (depth > 0) continue;
      else if (word === ',') changes.push([found.index, 1, '+']);
      else if (/^(?:asc|desc|nulls)/.test(word)) changes.push([found.index, word.length, ' ']);
      else break;
    }
    if (depth < 0) for (const [at, length, to] of changes) signs.fill(to, at, at + length);
  }
  return signs.join('');
}
