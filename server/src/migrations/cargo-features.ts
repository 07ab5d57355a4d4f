import type { FolderView } from './convention';
import { parent } from './folder-view';

const isCargo = (path: string): boolean => path.endsWith('/Cargo.toml');

/** Features of a library, by the database that they are for. */
export interface DatabaseFeatures {
  /** The library first, then those that are used with it. */
  readonly crates: readonly string[];
  readonly postgres: readonly string[];
  readonly others: Readonly<Record<string, string>>;
}

/**
 * The database that a Rust library is built for around a folder, where that is not PostgreSQL. Cargo takes the features of a crate
 * and of its workspace together.
 */
export function cargoDatabase({ crates, postgres, others }: DatabaseFeatures): (folder: FolderView) => string | undefined {
  const crate = `(?:${crates.join('|')})`;
  // In one line, or a table of its own.
  const dependency = new RegExp(`^${crate}[ \\t]*=[ \\t]*\\{([^}]*)\\}|^\\[(?:[\\w-]+\\.)*dependencies\\.${crate}\\]((?:\\r?\\n(?!\\[).*)*)`, 'gm');
  // A feature of the crate's own may switch it on.
  const switched = new RegExp(`"${crate}\\??/(?:${postgres.join('|')})"`);
  return (folder) => {
    const all = folder.around(isCargo);
    const above = all.filter(({ path }) => folder.path.startsWith(`${parent(path)}/`)).sort((a, b) => b.path.length - a.path.length);
    // In a workspace's own folder any of its crates may be the one.
    const manifests = /^\[package\]/m.test(above[0]?.text ?? '') ? above : all;
    const features = manifests.flatMap(({ text }) => [...text.matchAll(dependency)].flatMap(([, line, table]) => [...(line ?? table!).matchAll(/"([\w-]+)"/g)].map(([, name]) => name!)));
    if (features.some((feature) => postgres.includes(feature)) || manifests.some(({ text }) => switched.test(text))) return undefined;
    const other = features.find((feature) => others[feature] !== undefined);
    return other && `${others[other]}: ${crates[0]} has the feature ${other}, and not postgres`;
  };
}
