const { readFileSync } = require('node:fs');
const { loadModule, parseSync } = require('libpg-query');

/*
 * What any program in Node takes that reads files with PostgreSQL's own grammar, before it has looked at what it read: the whole
 * process, as `npm run bench` starts it with the files as arguments.
 */
loadModule().then(() => {
  for (const file of process.argv.slice(2)) parseSync(readFileSync(file, 'utf8'));
});
