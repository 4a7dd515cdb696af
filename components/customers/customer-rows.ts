import type { CustomerRow } from '#contract/views/customer.ts'

type Kind = CustomerRow['kind']

/** The rows of one kind, in no particular order. */
export function customerRowsOf<K extends Kind>(
  rows: ReadonlyMap<string, CustomerRow>,
  kind: K,
): Extract<CustomerRow, { kind: K }>[] {
  const isOfKind = (row: CustomerRow): row is Extract<CustomerRow, { kind: K }> => row.kind === kind
  return [...rows.values()].filter(isOfKind)
}
