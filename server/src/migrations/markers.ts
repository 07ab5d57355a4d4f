import { byText } from './by-text';
import type { Evidence, FolderView, ToolId } from './convention';
import { onceALook } from './folder-view';

interface Marker {
  readonly tool: ToolId;
  readonly pattern: RegExp;
  /** As the tool's documents write it. */
  readonly shown: string;
  /** 2: the tool's generator writes it, but the file may be run by another tool. */
  readonly strength: 2 | 3;
}

/** Words in files that only one tool gives a meaning, loosely: a misspelt marker is its tool's all the same. */
const MARKERS: readonly Marker[] = [
  { tool: 'goose', pattern: /^\s*--+\s*\+goose\b/im, shown: '-- +goose', strength: 3 },
  { tool: 'sql-migrate', pattern: /^\s*--+\s*\+migrate\b/im, shown: '-- +migrate', strength: 3 },
  { tool: 'dbmate', pattern: /^\s*--+\s*migrate:\s*(up|down)\b/im, shown: '-- migrate:up', strength: 3 },
  { tool: 'tern', pattern: /^--+ *create above\s*\/\s*drop below/im, shown: '---- create above / drop below ----', strength: 3 },
  // With more words behind it, it is a sentence that others write, too.
  { tool: 'node-pg-migrate', pattern: /^\s*--[\s-]*(up|down)\s+migration\s*$/im, shown: '-- Up Migration', strength: 3 },
  { tool: 'drizzle', pattern: /-->\s*statement-breakpoint/, shown: '--> statement-breakpoint', strength: 3 },
  { tool: 'graphile-migrate', pattern: /^--!\s*(Previous|Hash)\s*:/m, shown: '--! Previous:', strength: 3 },
  { tool: 'liquibase', pattern: /^\s*--\s*liquibase\s+formatted/i, shown: '--liquibase formatted sql', strength: 3 },
  { tool: 'bun', pattern: /^--bun:/m, shown: '--bun:split', strength: 3 },
  { tool: 'morph', pattern: /^\s*--+\s*morph\s*:/im, shown: '-- morph:', strength: 3 },
  { tool: 'hasura', pattern: /^-- hasura:no-transaction/m, shown: '-- hasura:no-transaction', strength: 3 },
  { tool: 'sqitch', pattern: /^-- (Deploy|Revert|Verify) \S+:\S+ (to|from|on) pg/m, shown: '-- Deploy', strength: 3 },
  { tool: 'river', pattern: /\/\* TEMPLATE: schema \*\//, shown: '/* TEMPLATE: schema */', strength: 3 },
  { tool: 'sqlx', pattern: /^-- (no-transaction|Add (up |down )?migration script here)/, shown: '-- Add migration script here', strength: 3 },
  { tool: 'diesel', pattern: /^-- (Your SQL goes here|This file should undo anything in `up\.sql`)/m, shown: '-- Your SQL goes here', strength: 2 },
  { tool: 'prisma', pattern: /^-- (CreateTable|AlterTable|CreateIndex|AddForeignKey)$/m, shown: '-- CreateTable', strength: 2 },
  { tool: 'atlas', pattern: /^--\s*atlas:(txmode|checkpoint|nolint|delimiter|import|sum)\b/m, shown: '-- atlas:', strength: 2 },
];

// One look at its comments tells most files apart from those that have any of them.
const ANY = /\+goose|\+migrate|migrate:|create above|migration|statement-breakpoint|^--!|liquibase|--bun:|hasura:|morph\s*:|-- (Deploy|Revert|Verify) |TEMPLATE: schema|-- no-transaction|-- Your SQL|in `up\.sql`|-- (CreateTable|AlterTable|CreateIndex|AddForeignKey)|atlas:/im;

export interface Marked {
  readonly files: readonly string[];
  readonly evidence: Evidence;
}

const NONE: readonly Marker[] = [];
const markersIn = byText((text) => (mayHoldMarker(text) ? MARKERS.filter((marker) => marker.pattern.test(text)) : NONE));

/** Every marker but river's is a line comment. */
function mayHoldMarker(text: string): boolean {
  for (let at = text.indexOf('--'); at >= 0; ) {
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd < 0 ? text.length : lineEnd;
    if (ANY.test(text.slice(at, end))) return true;
    at = text.indexOf('--', end);
  }
  return text.includes('/* TEMPLATE: schema */');
}

/** The tools whose markers are in the folder's SQL files. */
export const markedTools = onceALook((folder): ReadonlyMap<ToolId, Marked> => {
  const found = new Map<Marker, string[]>();
  const sql = folder.files.filter((file) => file.endsWith('.sql'));
  for (const file of sql) {
    for (const marker of markersIn(folder.read(file) ?? '')) {
      const files = found.get(marker);
      if (files) files.push(file);
      else found.set(marker, [file]);
    }
  }
  const marked = new Map<ToolId, Marked>();
  for (const [{ tool, shown, strength }, files] of found) {
    // One file of many may be left from a tool of former days.
    const usual = files.length * 10 >= sql.length;
    marked.set(tool, { files, evidence: { text: `"${shown}" in ${files.length === 1 ? files[0] : `${files.length} files`}`, strength: usual ? strength : 1 } });
  }
  return marked;
});

/**
 * The tool's markers as evidence, unless another tool's are in more files: a comment may quote another tool's marker.
 */
export function markerEvidence(folder: FolderView, tool: ToolId): readonly Evidence[] {
  const marked = markedTools(folder);
  const own = marked.get(tool);
  if (!own) return [];
  for (const other of marked.values())
    if (other !== own && other.evidence.strength >= own.evidence.strength && other.files.length > own.files.length) return [];
  return [own.evidence];
}
