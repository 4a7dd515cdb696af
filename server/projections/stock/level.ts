/*
 * The level of one SKU in one place is the fold of everything said of it in the order it occurred, whatever the order it
 * came in: a statement sets the level unless it has a version and a greater one has occurred before; a difference adds to
 * it. Orders move it only where the place has never stated a level before: where it states them, the sales are in them.
 * Until something other than an order has been said, it is not known: a place that only sells is not out. Neither is it where
 * a movement has said that nobody states it any more.
 */
export interface Movement {
  occurredAt: number
  position: bigint
  stated: number | null
  delta: number | null
  version: number | null
  fromOrder: boolean
}

export interface Level {
  /** null = not known. */
  onHand: number | null
  /** The greatest version so far. */
  version: number | null
  /** An absolute statement has been made. */
  isStated: boolean
}

export const unknownLevel: Level = { onHand: null, version: null, isStated: false }

/** Whether it says that nobody states the level any more: it is neither a statement nor a difference. */
export function isWithdrawal({ stated, delta }: Pick<Movement, 'stated' | 'delta'>): boolean {
  return stated === null && delta === null
}

/** @param movement the next one in the order in which they occurred. */
export function moveLevel(level: Level, movement: Movement): Level {
  const { stated, delta, version, fromOrder } = movement
  if (isWithdrawal(movement)) return unknownLevel
  if (version !== null && level.version !== null && version < level.version) return level
  const newest = version ?? level.version
  if (stated !== null) return { onHand: stated, version: newest, isStated: true }
  if (fromOrder && (level.isStated || level.onHand === null)) return level
  return { ...level, onHand: (level.onHand ?? 0) + (delta ?? 0), version: newest }
}

/** A movement with the level after it. */
export interface MovedLevel {
  movement: Movement
  after: Level
}

/** In the order they occurred; of one moment, in the order of the log. */
export function comesBefore(a: Movement, b: Movement): boolean {
  return a.occurredAt < b.occurredAt || (a.occurredAt === b.occurredAt && a.position < b.position)
}

/** @returns the level at which a movement would find the place. */
export function levelBefore({ history, base }: History, movement: Movement): Level {
  const before = history.findLast((moved) => comesBefore(moved.movement, movement))
  return before?.after ?? base.level
}

/** What has moved a level since `base`. */
export interface History {
  base: { level: Level }
  history: MovedLevel[]
}

/**
 * Puts a movement where it belongs in `history`, which begins right after `base`, and folds again what comes after it.
 *
 * @returns the index of the first entry that is new or was folded again.
 */
export function insertMovement(history: MovedLevel[], base: Level, movement: Movement): number {
  let index = history.length
  for (let last = history[index - 1]; last && comesBefore(movement, last.movement); last = history[index - 1])
    index -= 1
  history.splice(index, 0, { movement, after: base })
  let level = history[index - 1]?.after ?? base
  for (const moved of history.slice(index)) {
    level = moveLevel(level, moved.movement)
    moved.after = level
  }
  return index
}

export interface Span {
  from: number
  /** null = still. */
  to: number | null
}

/** Whether a place has nothing of a SKU. */
export function isOut({ onHand }: Level): boolean {
  return onHand !== null && onHand <= 0
}

/**
 * @param ongoing since when it was out at the beginning of `history`; null when it was not.
 * @returns when it was out, from then on.
 */
export function outSpans(history: readonly MovedLevel[], ongoing: number | null): Span[] {
  const spans: Span[] = []
  let from = ongoing
  for (const { movement, after } of history) {
    if (isOut(after)) from ??= movement.occurredAt
    else if (from !== null) {
      if (from < movement.occurredAt) spans.push({ from, to: movement.occurredAt })
      from = null
    }
  }
  if (from !== null) spans.push({ from, to: null })
  return spans
}
