/** One look at the write-ahead log that a slot keeps. */
export interface WalLook {
  /** Monotonic ms. */
  at: number
  keptBytes: number
  /** As pg_replication_slots says. */
  status: string | null
  /** After so much more the server itself removes what is needed; null = it never does. */
  safeBytes: number | null
  /** How much it lets a slot keep; null = any amount. */
  serverBudgetBytes: number | null
}

export interface WalVerdict {
  keptBytes: number
  /** What is kept at the most: ours, or the server's where that is smaller. */
  budgetBytes: number
  secondsToFull: number | null
  isFull: boolean
}

/** Growth is judged over the looks that are given, oldest first; the last is now. */
export function judgeWal(looks: readonly WalLook[], ownBudgetBytes: number): WalVerdict {
  const now = looks.at(-1)
  if (!now) throw new Error('nobody has looked yet')
  const budgetBytes = Math.min(ownBudgetBytes, now.serverBudgetBytes ?? Infinity)
  const ownLeft = ownBudgetBytes - now.keptBytes
  const left = Math.max(0, now.safeBytes === null ? ownLeft : Math.min(ownLeft, now.safeBytes))
  const perSecond = growthPerSecond(looks)
  return {
    keptBytes: now.keptBytes,
    budgetBytes,
    secondsToFull: perSecond > 0 ? left / perSecond : null,
    isFull: ownLeft <= 0,
  }
}

function growthPerSecond(looks: readonly WalLook[]): number {
  const first = looks[0]
  const last = looks.at(-1)
  if (!first || !last || last.at <= first.at) return 0
  return (last.keptBytes - first.keptBytes) / ((last.at - first.at) / 1000)
}
