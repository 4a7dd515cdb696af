'use client'

import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import type { Filter } from './event-filter.ts'
import { addressOf, filterOfQuery } from './event-filter.ts'

export interface ScreenAddress {
  filter: Filter
  /** Position of the opened event. */
  open: string | null
  setFilter(filter: Filter): void
  setOpen(position: string | null): void
}

/**
 * Filter and opened event stand in the address, so that it can be kept, sent and gone back to. Changing them needs no
 * page of the server: everything else comes over the socket.
 */
export function useScreenAddress(): ScreenAddress {
  const query = useSearchParams()
  return useMemo(() => {
    const filter = filterOfQuery(query)
    const asked = query.get('open')
    const open = asked !== null && /^[1-9]\d{0,17}$/.test(asked) ? asked : null
    return {
      filter,
      open,
      setFilter: (next) => {
        window.history.replaceState(null, '', addressOf(next, open))
      },
      setOpen: (position) => {
        const address = addressOf(filter, position)
        // Opening is a step that Back undoes; going from one to the next is none.
        if (open === null) window.history.pushState(null, '', address)
        else window.history.replaceState(null, '', address)
      },
    }
  }, [query])
}
