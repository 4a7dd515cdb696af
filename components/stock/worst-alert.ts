import { createContext } from 'react'

/**
 * The worst alert as the screen found it; null while there is none. It stays: what one reads does not go away because
 * something else got worse.
 */
export const WorstAlert = createContext<{ id: string; sku: string } | null>(null)
