import { createContext } from 'react'

/**
 * The SKU that stands beside the list, and which of its alerts the list marks; null while there is nothing to look at.
 * Without a SKU in the address it is that of the worst alert as the screen found it. It stays: what one reads does not
 * go away because something else got worse.
 */
export const LookedAt = createContext<{ sku: string; alert: string | null } | null>(null)
