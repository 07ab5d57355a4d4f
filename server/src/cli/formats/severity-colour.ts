import type { Severity } from '../../rules/finding';
import type { Colours } from '../print';

export function paintOf(severity: Severity, colours: Colours): (text: string) => string {
  switch (severity) {
    case 'error':
      return colours.red;
    case 'warning':
      return colours.yellow;
    case 'information':
      return colours.cyan;
    case 'hint':
      return colours.green;
  }
}
