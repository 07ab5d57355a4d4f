import type { SchemaObject } from '../../postgres/snapshot';
import { quoteLiteral, quoteName } from '../quote-name';
import { kindWord, ownerName, subject } from './spelling';
import { quoteQualified } from '../quote-name';

/** Owner, privileges and comment of an object: what CREATE does not say. Statements that lead from the one to the other. */
export function attributes(object: SchemaObject, is: SchemaObject['is'], wanted: SchemaObject['is'], home: string | undefined): string[] {
  const statements: string[] = [];
  if (is['owner'] !== wanted['owner']) statements.push(`ALTER ${kindWord(object)} ${subject(object, home)} OWNER TO ${wanted['owner'] === undefined ? 'SESSION_USER' : quoteName(wanted['owner'])}`);
  if (is['privileges'] !== wanted['privileges']) statements.push(...privileges(object, is['privileges'], wanted['privileges'], home));
  if (is['comment'] !== wanted['comment']) statements.push(`COMMENT ON ${kindWord(object)} ${subject(object, home)} IS ${wanted['comment'] === undefined ? 'NULL' : quoteLiteral(wanted['comment'])}`);
  return statements;
}

/** ACL letters: documentation, table 5.1. */
const letters: Readonly<Record<string, string>> = {
  r: 'SELECT', a: 'INSERT', w: 'UPDATE', d: 'DELETE', D: 'TRUNCATE', x: 'REFERENCES', t: 'TRIGGER', m: 'MAINTAIN', X: 'EXECUTE', U: 'USAGE', C: 'CREATE', T: 'TEMPORARY', c: 'CONNECT', s: 'SET', A: 'ALTER SYSTEM',
};
/** What everybody may without a GRANT (documentation, 5.8). */
const everybodys: Readonly<Record<string, string>> = { function: 'X', procedure: 'X', aggregate: 'X', type: 'U', domain: 'U', language: 'U' };
const grantWords: Readonly<Record<string, string>> = { view: 'TABLE', 'materialized view': 'TABLE', 'foreign table': 'TABLE', aggregate: 'FUNCTION', server: 'FOREIGN SERVER', column: 'TABLE', domain: 'TYPE' };

function privileges(object: SchemaObject, is: string | undefined, wanted: string | undefined, home: string | undefined): string[] {
  const [present, former] = [is, wanted].map((list) => granted(list, everybodys[object.kind])) as [Map<string, string>, Map<string, string>];
  const column = object.kind === 'column';
  const on = `ON ${grantWords[object.kind] ?? kindWord(object)} ${column ? quoteQualified(ownerName(object, home)) : subject(object, home)}`;
  const own = column ? ` (${quoteName(object.name)})` : '';
  const listed = (codes: string) => [...codes.replaceAll('*', '')].map((code) => `${letters[code] ?? code}${own}`).join(', ');
  return [...new Set([...present.keys(), ...former.keys()])].flatMap((who) => {
    const [has, had] = [present.get(who) ?? '', former.get(who) ?? ''];
    if (has === had) return [];
    const name = who === '' ? 'PUBLIC' : who;
    const plain = had.replace(/.\*/g, '');
    const further = (had.match(/.\*/g) ?? []).join('');
    return [
      ...(has === '' ? [] : [`REVOKE ${column ? listed(has) : 'ALL'} ${on} FROM ${name}`]),
      ...(plain === '' ? [] : [`GRANT ${listed(plain)} ${on} TO ${name}`]),
      ...(further === '' ? [] : [`GRANT ${listed(further)} ${on} TO ${name} WITH GRANT OPTION`]),
    ];
  });
}

/** Letters by grantee, without the owner's own. */
function granted(list: string | undefined, everybody: string | undefined): Map<string, string> {
  if (list === undefined) return new Map(everybody === undefined ? [] : [['', everybody]]);
  const found = new Map<string, string>();
  for (const [, who, codes, by] of list.matchAll(/((?:"(?:[^"]|"")*"|[^="\s])*)=([a-zA-Z*]*)\/((?:"(?:[^"]|"")*"|[^"\s])+)/g)) if (who !== by) found.set(who!, codes!);
  return found;
}
