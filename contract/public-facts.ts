import type { StoredEvent } from './event.ts'
import type { PublicFacts } from './views/wall.ts'

/**
 * What may be shown of an event to everybody who passes a wall. A list of what is taken, never of what is left out:
 * an unknown member is not shown.
 */
export function publicFactsOf({ type, data }: Pick<StoredEvent, 'type' | 'data'>): PublicFacts {
  if (typeof data !== 'object' || data === null) return {}
  const member = new Map(Object.entries(data))
  const text = (name: string) => shortText(member.get(name))
  const number = (name: string) => finiteNumber(member.get(name))
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- types are open: all others have no such facts
  switch (type) {
    case 'page.viewed':
      return defined({ title: text('title') })
    case 'source.silent':
    case 'source.heard':
      return defined({ title: text('name') })
    case 'order.placed':
    case 'order.updated':
    case 'order.cancelled':
    case 'order.refunded':
      return defined({
        amountMinor: wholeNumber(member.get('totalMinor')),
        currency: text('currency'),
        store: text('store'),
      })
    case 'stock.changed':
      return defined({
        title: text('title'),
        sku: text('sku'),
        store: text('store'),
        before: number('before'),
        after: number('onHand'),
      })
    case 'product.updated':
      return defined({
        title: text('title'),
        sku: text('sku'),
        amountMinor: wholeNumber(member.get('priceMinor')),
        currency: text('currency'),
      })
    case 'store.updated':
      return defined({ title: text('name') })
    case 'delivery.expected':
      return defined({ title: text('title'), sku: text('sku'), store: text('store'), quantity: number('quantity') })
    default:
      return {}
  }
}

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 80).toWellFormed() : undefined
}

function finiteNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

function defined(facts: { [Name in keyof PublicFacts]: PublicFacts[Name] | undefined }): PublicFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}
