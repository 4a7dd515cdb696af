const maxLength = 63

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
