/** A JSON pointer (RFC 6901) as a URI fragment: `#/0/data/a~1b`. */
export function toPointer(path: readonly PropertyKey[], base = '#'): string {
  return base + path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
