/** SQL's own language id and those that PostgreSQL extensions give to the same files. */
const sqlLanguages = ['sql', 'pgsql', 'postgres', 'plpgsql'];

/** Files that may be migrations, whatever language another extension takes them for. */
export const sqlFiles = [...sqlLanguages.map((language) => ({ scheme: 'file', language })), { scheme: 'file', pattern: '**/*.sql' }];

/** All files that the server is told of. */
export const documentSelector = [...sqlFiles, { scheme: 'file', pattern: '**/upright.json' }];
