import { setFlagsFromString } from 'node:v8';

/**
 * The grammar's WebAssembly is compiled once, by the quick compiler. To compile what is called often a second time, optimised, takes a
 * processor 0.3 s beside the audit, and pays from some ten thousand files on. Imported before the grammar, which is compiled when it is loaded.
 */
for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
