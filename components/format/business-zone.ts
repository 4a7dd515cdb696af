'use client'

import { createContext } from 'react'

/** The time zone that the view itself says it counts its days in; null outside of any view. */
export const BusinessZone = createContext<string | null>(null)
