'use client'

import { useSyncExternalStore } from 'react'
import type { PushAbility } from './browser-push.ts'
import { knownAddress, pushAbility } from './browser-push.ts'

/** What this browser says of itself. */
export interface ThisBrowser {
  ability: PushAbility
  /** What it is called in the list; null while it has not subscribed. */
  address: string | null
}

let current: ThisBrowser | null = null
const listeners = new Set<() => void>()

/** Asks the browser; once somebody looks, and again after something was done. */
export async function refreshThisBrowser(): Promise<void> {
  const ability = pushAbility(window)
  const address = ability === 'able' ? await knownAddress().catch(() => null) : null
  current = { ability, address }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  void refreshThisBrowser()
  return () => listeners.delete(listener)
}

/** @returns null until the browser has said it. */
export function useThisBrowser(): ThisBrowser | null {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  )
}
