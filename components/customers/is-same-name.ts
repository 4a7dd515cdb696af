/**
 * Whether somebody has typed a name. Accents may be composed otherwise than where the name came from, and no keyboard has the ellipsis
 * of an id that was cut short; case counts.
 */
export function isSameName(typed: string, name: string): boolean {
  return plain(typed) === plain(name)
}

function plain(text: string): string {
  return text.trim().normalize('NFC').replaceAll('…', '...')
}
