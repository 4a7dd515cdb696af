/*
 * Pure: which alert somebody has gone to last. That is known at once; the address, which says what is shown, follows, when
 * the next key may have been pressed. An address that nobody went to from the list knows better: nothing is touched then.
 */
export interface Touched {
  /** Id of the alert; null = what the address says. */
  id: string | null
  address: string
  /** Addresses that were asked for with it and before it, and have not come: the newest last. */
  coming: readonly string[]
}

export interface Touch {
  id: string
  /** Address that is asked for with it; null = none. */
  href: string | null
}

export function touchAlert({ address, coming }: Touched, { id, href }: Touch): Touched {
  const isComing = href !== null && href !== (coming.at(-1) ?? address)
  return { id, address, coming: isComing ? [...coming, href] : coming }
}

/** @param address another one than before. Of those that are asked for fast one after another some may never come. */
export function followAddress({ id, coming }: Touched, address: string): Touched {
  const at = coming.lastIndexOf(address)
  return at === -1 ? { id: null, address, coming: [] } : { id, address, coming: coming.slice(at + 1) }
}

/** Back and Forward: whatever was asked for before may come, and means nothing any more. */
export function forgetTouched({ address }: Touched): Touched {
  return { id: null, address, coming: [] }
}
