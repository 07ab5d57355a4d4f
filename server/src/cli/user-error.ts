/** What the person at the terminal can mend: shown as one line without a stack, exit code 2. */
export class UserError extends Error {}
