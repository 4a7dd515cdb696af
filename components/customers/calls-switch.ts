import { useSyncExternalStore } from 'react'

/*
 * Whether this tab calls somebody for new accounts. It outlives its screen and the page: whoever has switched it on and looked at
 * one account would otherwise wait for calls that do not come.
 */
const name = 'vigie-arrival-calls'
const listeners = new Set<() => void>()

/** null = not looked up yet. Where storage is refused, the switch holds until the page is loaded anew. */
let isOn: boolean | null = null

function read(): boolean {
  isOn ??= wasOn()
  return isOn
}

/** Browsers may forbid storage, and what was permitted may have been taken back since. */
function wasOn(): boolean {
  try {
    return sessionStorage.getItem(name) === 'on' && Notification.permission === 'granted'
  } catch {
    return false
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The same in whatever shows it. Off until the page is alive. */
export function useCallsSwitch(): boolean {
  return useSyncExternalStore(subscribe, read, () => false)
}

export function switchCalls(next: boolean): void {
  isOn = next
  store(next)
  for (const listener of listeners) listener()
}

function store(next: boolean): void {
  try {
    sessionStorage.setItem(name, next ? 'on' : 'off')
  } catch {
    return
  }
}
