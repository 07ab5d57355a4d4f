import { byText } from './by-text';

interface Mark {
  readonly database: string;
  /** What was seen, for people. */
  readonly what: string;
  readonly pattern: RegExp;
}

/** What PostgreSQL's grammar, or its list of types, has no place for. Looked for outside comments and strings. */
const MARKS: readonly Mark[] = [
  { database: 'ClickHouse', what: 'ENGINE = MergeTree', pattern: /\bENGINE\s*=\s*(\w*MergeTree|Memory|Log|TinyLog|Kafka|Distributed|Null|Buffer)\b/i },
  { database: 'ClickHouse', what: 'LowCardinality, Nullable, UInt64 or the like', pattern: /\b(LowCardinality|Nullable)\s*\(|\bU?Int(8|16|32|64|256)\b(?!\s*\()/ },
  { database: 'ClickHouse', what: 'ON CLUSTER', pattern: /\bON\s+CLUSTER\b/i },
  { database: 'MySQL', what: 'ENGINE=', pattern: /\bENGINE\s*=\s*(InnoDB|MyISAM|ndb\w*)\b/i },
  { database: 'MySQL', what: 'AUTO_INCREMENT', pattern: /\bAUTO_INCREMENT\b/i },
  { database: 'MySQL', what: 'character sets', pattern: /\bCHARSET\s*=|\bCHARACTER\s+SET\s*=?\s*(utf8|latin1|ascii)|\bCOLLATE\s*=?\s*utf8/i },
  { database: 'MySQL', what: 'TINYINT, MEDIUMTEXT, UNSIGNED or the like', pattern: /\b(TINYINT|MEDIUMINT|MEDIUMTEXT|LONGTEXT|TINYTEXT|LONGBLOB|MEDIUMBLOB)\b|\b(INT|BIGINT|INTEGER)(\s*\(\d+\))?\s+UNSIGNED\b/i },
  { database: 'MySQL', what: 'MODIFY or CHANGE COLUMN', pattern: /\b(MODIFY|CHANGE)\s+COLUMN\b|\bALTER\s+TABLE\s+[\w.]+\s+(MODIFY|CHANGE)\s+\w|\bON\s+UPDATE\s+CURRENT_TIMESTAMP\b/i },
  { database: 'MySQL', what: 'ADD ... AFTER', pattern: /\bADD\s+(COLUMN\s+)?\w+\s+[^;]*?\bAFTER\s+\w+\s*[;,]/i },
  { database: 'MySQL', what: 'DELIMITER', pattern: /^\s*DELIMITER\s+\S+\s*$/im },
  { database: 'SQLite', what: 'AUTOINCREMENT', pattern: /\bAUTOINCREMENT\b/i },
  { database: 'SQLite', what: 'PRAGMA', pattern: /^\s*PRAGMA\s+\w+/im },
  { database: 'SQLite', what: 'WITHOUT ROWID', pattern: /\bWITHOUT\s+ROWID\b|\)\s*STRICT\s*;/i },
  { database: 'SQLite', what: 'strftime and other functions of SQLite', pattern: /\b(strftime|julianday|unixepoch|json_valid|randomblob)\s*\(/i },
  { database: 'SQL Server', what: 'GO batches', pattern: /^\s*GO\s*$/m },
  { database: 'SQL Server', what: 'NVARCHAR, DATETIME2 or the like', pattern: /\b(NVARCHAR|DATETIME2|UNIQUEIDENTIFIER|DATETIMEOFFSET)\b/i },
  { database: 'SQL Server', what: 'bracketed names', pattern: /\[\w+\]\.\[\w+\]|\bTABLE\s+\[\w+\]/ },
  { database: 'SQL Server', what: 'IDENTITY(1,1)', pattern: /\bIDENTITY\s*\(\s*\d+\s*,\s*\d+\s*\)/i },
  { database: 'Oracle', what: 'VARCHAR2 or NUMBER', pattern: /\b(VARCHAR2|NVARCHAR2)\s*\(|\bNUMBER\s*\(\d+/i },
  { database: 'H2', what: 'CREATE ALIAS', pattern: /\bCREATE\s+ALIAS\b/i },
  { database: 'Cassandra', what: 'keyspaces', pattern: /\bCREATE\s+KEYSPACE\b|\bsystem_schema\.|\bCLUSTERING\s+ORDER\s+BY\b|\bfrozen\s*</i },
  { database: 'Spanner', what: 'STRING(n), INT64 or INTERLEAVE', pattern: /\bSTRING\s*\((MAX|\d+)\)[^;]*\)\s*PRIMARY\s+KEY\s*\(|\bINTERLEAVE\s+IN\b|\bINT64\b/ },
];

// These are MySQL's and SQLite's both: they only say what it is not.
const BACKQUOTES = /`[\w-]+`/;
const FOREIGN_TYPES = /\b\w+\s+(DATETIME|BLOB)\b\s*(,|\)|\(|NOT\b|NULL\b|DEFAULT\b)/i;

/** What only PostgreSQL (and its kin) reads. */
const POSTGRES =
  /\b(BIG|SMALL)?SERIAL\b|\bJSONB\b|\bTIMESTAMPTZ\b|\bBYTEA\b|::\s*["\w]|\$\w*\$|\bCREATE\s+EXTENSION\b|\bLANGUAGE\s+'?(plpgsql|sql)\b|\bUSING\s+(btree|gin|gist|brin|hash)\b|\bgen_random_uuid\s*\(|\buuid_generate_v\d|\bCREATE\s+TYPE\b|\bOWNER\s+TO\b|\bWITH(OUT)?\s+TIME\s+ZONE\b|\bCONCURRENTLY\b|\w\[\](?=\s|,|\))|\bILIKE\b|\bnextval\s*\(/i;

/** Folder names that say for which database the files below are. */
const PATH_NAMES: Readonly<Record<string, string>> = {
  mysql: 'MySQL', mariadb: 'MariaDB', sqlite: 'SQLite', sqlite3: 'SQLite', sqlcipher: 'SQLite', rqlite: 'SQLite', hiqlite: 'SQLite', d1: 'SQLite', libsql: 'SQLite', turso: 'SQLite',
  sqlserver: 'SQL Server', mssql: 'SQL Server', oracle: 'Oracle', clickhouse: 'ClickHouse', cassandra: 'Cassandra', scylla: 'Cassandra',
  spanner: 'Spanner', firebird: 'Firebird', snowflake: 'Snowflake', bigquery: 'BigQuery', db2: 'Db2', h2: 'H2', duckdb: 'DuckDB',
};
const POSTGRES_PATH = /^(postgres|postgresql|pg|pgx|pgsql|pgx?v\d|psql|cockroach(db)?|crdb|redshift|yugabyte(db)?|timescale(db)?)$/;
const NEAREST_FOLDERS = 3;

const TEMPLATES: readonly { readonly pattern: RegExp; readonly shown: string }[] = [
  { pattern: /\{\{.*?\}\}/s, shown: '{{ }}' },
  { pattern: /<%.*?%>/s, shown: '<% %>' },
  { pattern: /\$\{[\w.:-]+\}/, shown: '${}' },
  { pattern: /\{%.*?%\}/s, shown: '{% %}' },
];
// A comment to PostgreSQL, so it is looked for before comments are taken out.
const COMMENT_TEMPLATE = /\/\* TEMPLATE(_\w+)?: ?\w+/;

interface Traits {
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly backquotes: boolean;
  readonly foreignTypes: boolean;
  /** The template as people know it. */
  readonly template: string | undefined;
  readonly empty: boolean;
}

const traitsOf = byText((text): Traits => {
  const bare = withoutCommentsAndStrings(text);
  return {
    text,
    marks: MARKS.filter((mark) => mark.pattern.test(bare)),
    backquotes: BACKQUOTES.test(bare),
    foreignTypes: FOREIGN_TYPES.test(bare),
    template: COMMENT_TEMPLATE.test(text) ? '/* TEMPLATE: */' : TEMPLATES.find((template) => template.pattern.test(bare))?.shown,
    empty: bare.trim() === '',
  };
});

const isPostgres = byText((text) => POSTGRES.test(withoutCommentsAndStrings(text)));

/** Dollar quotes stay as `$$`: they are PostgreSQL's own. */
function withoutCommentsAndStrings(text: string): string {
  return text.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1/g, (match) => (match.startsWith('$') ? ' $$ ' : match.startsWith("'") ? "''" : ' '));
}

/**
 * Why texts are not PostgreSQL's to read: another database's, or templates of a kind that have to be filled in first.
 * `fillsIn`: does the tool know what to put in their places in the text of that index? Undefined unless most of what can be told from the texts says so; the folder's path counts only where they are silent.
 */
export function otherDatabase(texts: readonly string[], path: string, fillsIn: (placeholder: string, text: number) => boolean = () => false): string | undefined {
  const traits = texts.map((text, index) => ({ ...traitsOf(text), index })).filter((trait) => !trait.empty || trait.template !== undefined);
  const templated = traits.filter((trait) => trait.template !== undefined);
  // Two are no slip, but where the tool itself fills them in the other files can still be read.
  if (templated.length * 5 >= Math.max(1, traits.length) || (templated.length > 1 && !templated.every((trait) => fillsIn(trait.template!, trait.index))))
    return `templates: ${templated[0]!.template} in ${share(templated.length, traits.length)}`;

  const folders = path.toLowerCase().split('/').slice(-NEAREST_FOLDERS);
  const named = folders.map((folder) => PATH_NAMES[folder]).findLast((name) => name !== undefined);
  const foreign = traits.filter((trait) => trait.marks.length > 0 || trait.backquotes || trait.foreignTypes);
  if (foreign.length === 0 && named === undefined) return undefined;
  const postgres = traits.filter((trait) => !foreign.includes(trait) && isPostgres(trait.text)).length;
  const namedPostgres = folders.some((folder) => POSTGRES_PATH.test(folder));
  if (foreign.length > 0 && foreign.length > postgres * 3 && (named !== undefined || foreign.length * 4 >= traits.length) && !(namedPostgres && foreign.length * 2 < traits.length))
    return said(foreign, traits.length, named);
  if (named !== undefined && postgres === 0 && !namedPostgres) return `${named}: the folder's path says so, and nothing in its files is PostgreSQL's own`;
  return undefined;
}

function said(foreign: readonly Traits[], files: number, named: string | undefined): string {
  const counts = new Map<string, number>();
  for (const trait of foreign) for (const database of new Set(trait.marks.map((mark) => mark.database))) counts.set(database, (counts.get(database) ?? 0) + 1);
  const database = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  if (database === undefined) {
    const backquoted = foreign.filter((trait) => trait.backquotes);
    return backquoted.length > 0
      ? `${named ?? 'MySQL'}: backquoted names in ${share(backquoted.length, files)}`
      : `${named ?? 'another database'}: types that PostgreSQL does not have in ${share(foreign.length, files)}`;
  }
  const marks = foreign.flatMap((trait) => trait.marks.filter((mark) => mark.database === database));
  const whats = new Map<string, number>();
  for (const mark of marks) whats.set(mark.what, (whats.get(mark.what) ?? 0) + 1);
  const [what, count] = [...whats].sort((a, b) => b[1] - a[1])[0]!;
  return `${named ?? database}: ${what} in ${share(count, files)}`;
}

function share(part: number, all: number): string {
  return `${part} of ${all} ${all === 1 ? 'file' : 'files'}`;
}
