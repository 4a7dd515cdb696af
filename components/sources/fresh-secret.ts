'use client'

import { createContext } from 'react'

/** A secret that has just been made: shown until its page is left, and never again. */
export interface FreshSecret {
  slug: string
  secret: string
}

interface FreshSecretHolder {
  fresh: FreshSecret | null
  hold: (fresh: FreshSecret) => void
}

export const FreshSecretContext = createContext<FreshSecretHolder>({ fresh: null, hold: () => undefined })
