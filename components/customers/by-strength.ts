import type { CustomerKeyRow } from '#contract/views/customer.ts'

const order: readonly CustomerKeyRow['key'][] = ['email', 'phone', 'customer', 'crm', 'visitor']

/** What one would write to first, what may be somebody else's last; of one kind what was heard of last. */
export function byStrength(a: CustomerKeyRow, b: CustomerKeyRow): number {
  if (a.strength !== b.strength) return a.strength === 'sure' ? -1 : 1
  return order.indexOf(a.key) - order.indexOf(b.key) || b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1)
}
