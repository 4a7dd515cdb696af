/** What one request may hold. `maxBytes` is that of the JSON array, brackets and commas included. */
export interface BatchLimits {
  maxItems: number
  maxBytes: number
}

export interface BatchItem {
  /** The item as JSON. */
  json: string
}

/** The text of a request: a JSON array of the items. */
export function bodyOf(items: readonly BatchItem[]): string {
  return `[${items.map(({ json }) => json).join(',')}]`
}

/** UTF-8 bytes that an item adds to a body: itself, and a comma or a bracket; the other bracket is the body's own. */
function weigh({ json }: BatchItem): number {
  return Buffer.byteLength(json) + 1
}

export function fitsAlone(item: BatchItem, { maxBytes }: BatchLimits): boolean {
  return weigh(item) + 1 <= maxBytes
}

/** Fills requests in order: as many items as fit by count and by bytes. */
export class Batching<Item extends BatchItem> {
  readonly #limits: BatchLimits
  #items: Item[] = []
  #bytes = 1

  constructor(limits: BatchLimits) {
    this.#limits = limits
  }

  /** @returns the batch that is complete because this item does not fit in it any more, or undefined. */
  add(item: Item): Item[] | undefined {
    const weight = weigh(item)
    const isFull = this.#items.length >= this.#limits.maxItems || this.#bytes + weight > this.#limits.maxBytes
    const complete = isFull && this.#items.length > 0 ? this.take() : undefined
    this.#items.push(item)
    this.#bytes += weight
    return complete
  }

  /** @returns what has been gathered, possibly nothing, and starts anew. */
  take(): Item[] {
    const items = this.#items
    this.#items = []
    this.#bytes = 1
    return items
  }
}
