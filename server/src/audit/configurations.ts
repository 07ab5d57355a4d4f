import { dirname, relative } from 'node:path/posix';
import ignore from 'ignore';
import type { Configuration } from './configuration';
import { configurationFile, readConfiguration, type ConfigurationReading } from './read-configuration';

/** The `upright.json` files of a workspace: the nearest upward holds. */
export class Configurations {
  private readonly readings = new Map<string, ConfigurationReading>();
  private paths: readonly string[] = [];

  constructor(private readonly text: (path: string) => string | undefined) {}

  get files(): readonly string[] {
    return this.paths;
  }

  /** @param files all of the workspace. */
  load(files: readonly string[]): void {
    this.readings.clear();
    this.paths = files.filter(isConfiguration);
  }

  of(path: string): Configuration {
    const folder = dirname(path);
    const file = this.paths.filter((candidate) => `${folder}/`.startsWith(`${dirname(candidate)}/`)).sort((a, b) => b.length - a.length)[0];
    return (file === undefined ? defaults : this.at(file)).configuration;
  }

  /** What one of the files says. */
  at(file: string): ConfigurationReading {
    let reading = this.readings.get(file);
    if (!reading) {
      reading = readConfiguration(file, this.text(file) ?? '');
      this.readings.set(file, reading);
    }
    return reading;
  }

  /** Folders that the files below a root name, wherever those are. */
  folders(root: string): readonly string[] {
    return this.paths.filter((file) => file.startsWith(`${root}/`)).flatMap((file) => this.at(file).configuration.folders);
  }

  excludes(path: string): boolean {
    const { exclude, file } = this.of(path);
    return exclude.length > 0 && file !== undefined && ignore().add([...exclude]).ignores(relative(dirname(file), path));
  }

  /** One of the files is another than before. */
  forget(file: string): void {
    this.readings.delete(file);
  }
}

export function isConfiguration(path: string): boolean {
  return path.endsWith(`/${configurationFile}`);
}

/** One object for all, since what was read under one configuration is taken over only under the same. */
const defaults = readConfiguration(undefined, '');
