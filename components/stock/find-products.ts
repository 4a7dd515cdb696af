import type { FoundProduct, ProductSearchAnswer } from '#contract/products.ts'

export type ProductOutcome =
  | { state: 'found'; products: readonly FoundProduct[] }
  | { state: 'forbidden' }
  | { state: 'failed'; status: number }
  | { state: 'offline' }

const timeoutMs = 10_000

/** @returns undefined where another search has taken its place. */
export async function findProducts(q: string, superseded?: AbortSignal): Promise<ProductOutcome | undefined> {
  try {
    const signal = AbortSignal.any([...(superseded ? [superseded] : []), AbortSignal.timeout(timeoutMs)])
    const response = await fetch(`/v1/products?${new URLSearchParams({ q }).toString()}`, { signal })
    if (response.status === 401 || response.status === 403) return { state: 'forbidden' }
    if (!response.ok) return { state: 'failed', status: response.status }
    const answer = (await response.json()) as ProductSearchAnswer // of this path, and ours: it is of the same release
    return { state: 'found', products: answer.products }
  } catch {
    return superseded?.aborted ? undefined : { state: 'offline' }
  }
}

/** @returns the one that somebody means who typed these words, of those that were found for them; null when it may be several. */
export function meantProduct(products: readonly FoundProduct[], words: string): FoundProduct | null {
  const bySku = products.find(({ sku }) => sku === words)
  if (bySku) return bySku
  const isSame = (text: string | null) => text?.toLowerCase() === words.toLowerCase()
  const named = products.filter(({ sku, title }) => isSame(sku) || isSame(title))
  const [only, ...others] = named.length > 0 ? named : products
  return only !== undefined && others.length === 0 ? only : null
}
