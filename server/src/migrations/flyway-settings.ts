import { insert, type TextEdit } from '../text/edits';
import { lineBreak } from '../text/lines';
import { byText, whoseText } from './by-text';
import type { FileText, FolderView, SelfLock } from './convention';
import { baseName, parent } from './folder-view';

const PROGRAM = /\.(?:java|kt|groovy|scala)$/;
/** Where people tell Flyway what to do: its own files, those of Spring and Quarkus, builds, environments, programs. */
const isTelling = (path: string): boolean => /\.(?:conf|toml|properties|ya?ml|xml|gradle|kts|env|sh|cmd|ps1|java|kt|groovy|scala)$|\/(?:\.env[^/]*|[^/]*Dockerfile[^/]*|Makefile|[Jj]ustfile|Procfile|package\.json)$/.test(path);

/** All that is seen of it. */
export function tellingFiles(folder: FolderView): readonly FileText[] {
  return folder.around(isTelling);
}

const BUILDS = ['pom.xml', 'build.gradle', 'build.gradle.kts'];

/** May a program say what the settings do not, one that is not among the files? */
export function maySayElsewhere(folder: FolderView): boolean {
  return BUILDS.some((name) => folder.nearest(name)) && !tellingFiles(folder).some(({ path }) => PROGRAM.test(path));
}

const isApplication = (path: string): boolean => /\/application\.(?:properties|ya?ml)$/.test(path);
const nearestFirst = (files: readonly FileText[]): readonly FileText[] => [...files].sort((a, b) => b.path.length - a.path.length);

/** Flyway's own file of settings, or else the application's, in a folder above the migrations. */
export function settingsFile(folder: FolderView): FileText | undefined {
  const own = ['flyway.toml', 'flyway.conf', 'conf/flyway.toml', 'conf/flyway.conf'].flatMap((name) => folder.nearest(name) ?? []);
  const above = folder.around(isApplication).filter(({ path, text }) => folder.path.startsWith(`${parent(path)}/`) && /flyway|spring/i.test(text));
  return nearestFirst(own)[0] ?? nearestFirst(above)[0];
}

/** How files of migrations begin, and what is between version and description. */
export interface FlywayNames {
  readonly prefix: string;
  readonly undo: string;
  readonly repeatable: string;
  readonly separator: string;
}

export const usualNames: FlywayNames = { prefix: 'V', undo: 'U', repeatable: 'R', separator: '__' };

/** A setting in the words of Java's properties, TOML, YAML, XML and Gradle, not in a comment; it may be empty. */
const settingOf = (key: string): RegExp => new RegExp(`^(?![ \\t]*(?:#|//|;|\\*)).*?(?<!(?:undo|repeatable|baseline)[-_.]?)${key}["']?[ \\t]*[:=>(][ \\t]*(?:"([^"\\r\\n]*)"|'([^'\\r\\n]*)'|([^\\s<#)]*))`, 'im');
const NAMES = {
  prefix: settingOf('sql[-_.]?migration[-_.]?prefix'),
  undo: settingOf('undo[-_.]?sql[-_.]?migration[-_.]?prefix'),
  repeatable: settingOf('repeatable[-_.]?sql[-_.]?migration[-_.]?prefix'),
  separator: settingOf('sql[-_.]?migration[-_.]?separator'),
};
const namesIn = byText((text): Partial<FlywayNames> =>
  /migration[-_.]?(?:prefix|separator)/i.test(text)
    ? Object.fromEntries(Object.entries(NAMES).flatMap(([name, pattern]) => pattern.exec(text)?.slice(1).filter((value) => value !== undefined).map((value) => [name, value]) ?? []))
    : {},
);

/** Flyway's own names, but for what its settings or the build say. */
export function namesOf(folder: FolderView): FlywayNames {
  const telling = [...BUILDS.map((name) => folder.nearest(name)), settingsFile(folder)].flatMap((file) => (file ? [namesIn(file.text)] : []));
  return telling.some((said) => Object.keys(said).length > 0) ? Object.assign({}, usualNames, ...telling) : usualNames;
}

/** A value in one line or in several that begin with `-`, in the words of the same formats. */
const LOCATIONS = /^(?![ \t]*(?:#|\/\/|;|\*)).*?(?<![a-z])locations["']?[ \t]*[:=>(](.*(?:\r?\n[ \t]*-.*)*)/im;
const locationsIn = byText((text): readonly string[] => [...(LOCATIONS.exec(text)?.[1] ?? '').matchAll(/\b(?:classpath|filesystem):\/*([\w./{}+-]+)/g)].map(([, path]) => path!.replace(/\/+$/, '')));

/** Folders below this one, relative to it, if Flyway's own settings give it nothing but those. Other profiles may add to them. */
export function locationsBelow(folder: FolderView): readonly string[] {
  const settings = settingsFile(folder);
  const below = (settings && /flyway/i.test(settings.text) ? locationsIn(settings.text) : []).flatMap((location) => {
    const parts = location.replace('{vendor}', 'postgresql').split('/');
    const at = parts.findLastIndex((_, i) => `${folder.path}/`.endsWith(`/${parts.slice(0, i + 1).join('/')}/`));
    return at < 0 ? [] : [parts.slice(at + 1).join('/')];
  });
  return below.includes('') ? [] : below.filter((location) => folder.files.some((file) => file.startsWith(`${location}/`)));
}

const sayingLock = whoseText((text) => /transactional[._-]?lock/i.test(text));

const isBuild = ({ path }: FileText): boolean => /\/(?:pom\.xml|[^/]*\.gradle(?:\.kts)?|gradle\.properties|[^/]*\.versions\.toml)$/.test(path);

/** Of the numbers that follow the words in builds and images, `major * 1000 + minor`. */
const versionsOf = (words: string): ((text: string) => readonly number[]) => {
  const pattern = new RegExp(`(?:${words})(?![\\w.-]*(?:baseline|target))(?:[\\w/@-]|[.:](?!\\d))*["'\`]?[)\\]}]?\\s*(?:</artifactId>\\s*<version>|version|[:=>,]|\\s)*\\s*["'\`]?v?(\\d+)\\.(\\d+)`, 'gi');
  return byText((text) => [...text.matchAll(pattern)].map(([, major, minor]) => Number(major) * 1000 + Number(minor)));
};
const flywayVersions = versionsOf('flyway(?:db)?');
const namingImage = whoseText((text) => text.includes('flyway/flyway'));
const imageVersions = versionsOf('flyway/flyway');
const springVersions = versionsOf('spring-?boot|springframework\\.boot');
const quarkusVersions = versionsOf('quarkus');

/**
 * PostgreSQLAdvisoryLockTemplate.java: from 9.1.2 on Flyway keeps its lock in a transaction of its own beside a migration without one, in which
 * its last query has left a snapshot (measured on PostgreSQL 15). Spring Boot 3 and Quarkus 3 bring a Flyway as young as that.
 */
export function selfLock(folder: FolderView): SelfLock | undefined {
  const files = tellingFiles(folder);
  if (sayingLock(files).length > 0) return undefined;
  const builds = files.filter(isBuild);
  const flyway = [...builds.flatMap(({ text }) => flywayVersions(text)), ...namingImage(files).flatMap(({ text }) => imageVersions(text))];
  const spring = builds.flatMap(({ text }) => springVersions(text));
  const quarkus = builds.flatMap(({ text }) => quarkusVersions(text));
  if (flyway.some((version) => version < 9001) || (flyway.length === 0 && [...spring, ...quarkus].some((version) => version < 3000))) return undefined;
  const settings = settingsFile(folder);
  const young = [...flyway, ...spring, ...quarkus].length > 0 || settings?.path.endsWith('.toml') === true;
  const edit = settings && lockSetting(settings, Math.min(...spring));
  return {
    why: `flyway.postgresql.transactional.lock is not false ${settings ? `in ${baseName(settings.path)}` : 'in any file of this workspace'}`,
    certain: settings !== undefined && young && !maySayElsewhere(folder),
    ...(edit ? { fix: { title: `Set ${edit.name} to false in ${baseName(settings.path)}`, file: settings.path, edits: [edit.edit] } } : {}),
  };
}

/** The line that a file of settings lacks. */
function lockSetting({ path, text }: FileText, spring: number): { readonly name: string; readonly edit: TextEdit } | undefined {
  const br = lineBreak(text);
  const append = (lines: string) => insert(text.length, `${text === '' || text.endsWith('\n') ? '' : br}${lines}${br}`);
  const name = 'flyway.postgresql.transactional.lock';
  const base = baseName(path);
  if (base === 'flyway.conf') return { name, edit: append(`${name}=false`) };
  if (base === 'flyway.toml' && !/^\s*(?:\[?\s*)?(?:flyway\s*\.\s*)?postgresql\b/m.test(text)) return { name, edit: append(`${br}[flyway.postgresql]${br}transactional.lock = false`) };
  // FlywayProperties.java: Spring Boot has the setting since 3.2.
  if (!Number.isFinite(spring) || spring < 3002) return undefined;
  const springName = 'spring.flyway.postgresql.transactional-lock';
  if (base.endsWith('.properties')) return { name: springName, edit: append(`${springName}=false`) };
  const flyway = /^spring:[ \t]*\r?\n(?:(?:[ \t]+.*|[ \t]*#.*|[ \t]*)\r?\n)*?([ \t]+)flyway:[ \t]*\r?\n(?=(\1[ \t]+)\S)/m.exec(text);
  if (!flyway || text.startsWith(`${flyway[2]}postgresql:`, flyway.index + flyway[0].length) || /^\s+postgresql:/m.test(text)) return undefined;
  const [, outer = '', inner = ''] = flyway;
  const step = inner.slice(outer.length);
  return { name: springName, edit: insert(flyway.index + flyway[0].length, `${inner}postgresql:${br}${inner}${step}transactional-lock: false${br}`) };
}
