import { useSyncExternalStore } from 'react'

/*
 * Whether this page calls somebody for new accounts. It outlives its screen: whoever has switched it on and looked at one account
 * would otherwise wait for calls that do not come. It goes with the page, and so with whoever signs out.
 */
const listeners = new Set<() => void>()
let isOn = false

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The same in whatever shows it. */
export function useCallsSwitch(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => isOn,
    () => false,
  )
}

export function switchCalls(next: boolean): void {
  isOn = next
  for (const listener of listeners) listener()
}
