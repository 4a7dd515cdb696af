/** What has words of its own, in the order in which it is chosen from; anything else is shown as it is. */
export const actions = [
  'source.create',
  'source.change',
  'source.rotate',
  'source.snapshot',
  'source.release',
  'database.inspect',
  'database.plan',
  'database.preview',
  'quarantine.replay',
  'quarantine.discard',
  'alert.acknowledge',
  'alert.assign',
  'alert.snooze',
  'alert.comment',
  'alert.reopen',
  'stock-rule.try',
  'stock-rule.set',
  'stock-rule.remove',
  'transfer.accept',
  'transfer.change',
  'transfer.reject',
  'transfer.destination',
  'recipient.add',
  'recipient.remove',
  'customer.merge',
  'customer.split',
  'customer.take',
  'customer.release',
  'customer.call',
  'export.customer',
  'token.create',
  'token.revoke',
  'business.change',
  'wall.try',
] as const

export function isNamed(action: string): action is (typeof actions)[number] {
  const named: readonly string[] = actions
  return named.includes(action)
}
