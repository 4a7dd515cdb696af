const maxLength = 63

/** The contract's rule for slugs, which the server checks again. */
const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

export function isSlug(text: string): boolean {
  return slugPattern.test(text)
}

/** What a name becomes in an address: `Boutique de l’Île` → `boutique-de-l-ile`; empty when nothing of it can stand there. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength)
    .replaceAll(/^-+|-+$/g, '')
}
