import { flatScope } from './flat-scope';
import { Names } from './names';
import { placed } from './placed';
import type { QueryNames } from './query-names';
import { readQuery } from './read-query';
import type { Scope } from './scope';
import { shift, type Range } from '../text/range';

const unreadable: Scope = { sources: [], columns: [], inner: [], open: true };

/** A query by itself: it is read exactly once for all places in which it stands. */
export class Query {
  private read: Scope | undefined;

  constructor(
    readonly text: string,
    readonly names: QueryNames,
  ) {}

  get exact(): Scope {
    return (this.read ??= this.names.flat ? flatScope(this.text, this.names) : (readQuery(this.text) ?? unreadable));
  }
}

/** A query's names, read exactly when somebody asks; what cannot be read is an open scope, of which nothing is said. */
export class LazyScope implements Scope {
  private read: Scope | undefined;

  /** @param at offset of the query in the file, UTF-16 units. @param withVariables names may be variables of a PL/pgSQL block. */
  constructor(
    private readonly query: Query,
    private readonly at = 0,
    private readonly withVariables = false,
  ) {}

  get names() { return this.query.names; }

  get sources() { return this.exact.sources; }
  get columns() { return this.exact.columns; }
  get inner() { return this.exact.inner; }
  get open() { return this.exact.open; }

  placed(by: number): LazyScope {
    return new LazyScope(this.query, this.at + by, this.withVariables);
  }

  amongVariables(): LazyScope {
    return new LazyScope(this.query, this.at, true);
  }

  placeOf(location: number): Range {
    return shift(new Names(this.query.text).at(location).range, this.at);
  }

  private get exact(): Scope {
    if (!this.read) {
      const scope = placed(this.query.exact, this.at);
      this.read = this.withVariables ? opened(scope) : scope;
    }
    return this.read;
  }
}

function opened(scope: Scope): Scope {
  return { ...scope, open: true, inner: scope.inner.map(opened) };
}
