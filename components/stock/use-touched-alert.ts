'use client'

import { useCallback, useEffect, useState } from 'react'
import type { Touch, Touched } from './touched-alert.ts'
import { followAddress, forgetTouched, touchAlert } from './touched-alert.ts'

interface TouchedAlert {
  /** Id of the alert that was gone to last; null once the address knows better. */
  touched: string | null
  touch: (to: Touch) => void
}

export function useTouchedAlert(address: string): TouchedAlert {
  const [before, setTouched] = useState<Touched>({ id: null, address, coming: [] })
  const touched = before.address === address ? before : followAddress(before, address)
  if (touched !== before) setTouched(touched)
  useEffect(() => {
    const listener = () => setTouched(forgetTouched)
    addEventListener('popstate', listener)
    return () => removeEventListener('popstate', listener)
  }, [])
  const touch = useCallback((to: Touch) => setTouched((last) => touchAlert(last, to)), [])
  return { touched: touched.id, touch }
}
