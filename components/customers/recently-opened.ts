import { useSyncExternalStore } from 'react'

/** Customers that were opened from the search, in this browser; the newest first. */
export interface OpenedCustomer {
  id: string
  title: string
  detail: string
}

const name = 'vigie-customers-opened'
const most = 8
const none: readonly OpenedCustomer[] = []

const listeners = new Set<() => void>()
let known: { text: string | null; opened: readonly OpenedCustomer[] } = { text: null, opened: none }

/** What storage holds may be anybody's: anything else than a list of ours is as nothing. */
export function parseOpened(text: string | null): readonly OpenedCustomer[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value.filter(isOpened).slice(0, most) : none
  } catch {
    return none
  }
}

function isOpened(value: unknown): value is OpenedCustomer {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['id', 'title', 'detail'].every((member) => typeof Reflect.get(value, member) === 'string')
  )
}

function read(): readonly OpenedCustomer[] {
  const text = stored()
  if (text !== known.text) known = { text, opened: parseOpened(text) }
  return known.opened
}

/** Browsers may forbid it. */
function stored(): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

export function useRecentlyOpened(): readonly OpenedCustomer[] {
  return useSyncExternalStore(subscribe, read, () => none)
}

export function rememberOpened(customer: OpenedCustomer): void {
  write([customer, ...read().filter(({ id }) => id !== customer.id)].slice(0, most))
}

export function forgetOpened(): void {
  write([])
}

/** Takes one customer off the list, such as one that was erased. */
export function dropOpened(id: string): void {
  const opened = read()
  if (opened.some((customer) => customer.id === id)) write(opened.filter((customer) => customer.id !== id))
}

function write(opened: readonly OpenedCustomer[]): void {
  try {
    localStorage.setItem(name, JSON.stringify(opened))
  } catch {
    return
  }
  for (const listener of listeners) listener()
}
