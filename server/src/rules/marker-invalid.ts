import type { Rule } from './rule';
import { reportSlips } from './slips';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';

export const markerInvalid: Rule = {
  id: 'marker-invalid',
  title: 'The tool stops at a marker',
  severity: 'error',
  why: 'The tool cannot tell which part of the file is the up and which the down, where a statement ends, or what the word behind its name means, and runs nothing.',
  instead: "Write the marker exactly as the tool's documents have it.",
  examples: [
    {
      title: 'goose wants its annotations in the first column, and knows them all',
      files: { '00001_a.sql': `-- +goose Up\n  -- +goose StatementBegin\n${A}-- +goose StatementEnd\n\n-- +goose Downs\nDROP TABLE IF EXISTS a;\n`, '00002_b.sql': '-- +goose Up\nSELECT 1;\n' },
      finds: ['00001_a.sql:   -- +goose StatementBegin', '00001_a.sql: -- +goose Downs'],
      fixed: { '00001_a.sql': `-- +goose Up\n-- +goose StatementBegin\n${A}-- +goose StatementEnd\n\n-- +goose Down\nDROP TABLE IF EXISTS a;\n` },
    },
    {
      title: 'dbmate knows its markers in lower case only',
      files: { '001_a.sql': `-- migrate:up\n${A}\n-- migrate:Down\nDROP TABLE IF EXISTS a;\n` },
      finds: ['001_a.sql: -- migrate:Down'],
      fixed: { '001_a.sql': `-- migrate:up\n${A}\n-- migrate:down\nDROP TABLE IF EXISTS a;\n` },
    },
    {
      title: 'goose and sql-migrate want a semicolon at the end of the last line',
      files: { '00001_a.sql': `-- +goose Up\n${A.replace(';', '')}\n-- +goose Down\nDROP TABLE IF EXISTS a;\n` },
      finds: ['00001_a.sql: )'],
      fixed: { '00001_a.sql': `-- +goose Up\n${A}\n-- +goose Down\nDROP TABLE IF EXISTS a;\n` },
    },
    { title: 'dbmate takes one up of a file', files: { '001_a.sql': `-- migrate:up\n${A}\n-- migrate:down\nDROP TABLE IF EXISTS a;\n\n-- migrate:up\nSELECT 1;\n\n-- migrate:down\n` }, finds: ['001_a.sql: -- migrate:up'] },
    { title: 'Markers that goose takes', files: { '00001_a.sql': `-- +goose Up\n${A}\n--+goose down\nDROP TABLE IF EXISTS a;\n` }, finds: [] },
  ],
  checkFolder: (folder, report) => reportSlips(folder, 'refused', 'Write the marker as the tool takes it', report),
};
