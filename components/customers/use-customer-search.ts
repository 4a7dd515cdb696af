'use client'

import { useEffect, useEffectEvent } from 'react'
import { restMs, useLatestSearch } from '#components/ui/use-latest-search.ts'
import { useViewer } from '#components/viewer/viewer-context.tsx'
import { findCustomers } from './find-customers.ts'
import { keepWords, keptWords } from './kept-words.ts'

/** The words, and what was found for them. Whoever comes back to it finds what they looked for. */
export function useCustomerSearch() {
  const viewer = useViewer()?.id ?? null
  const { words, outcome, isBusy, search, hasBegun } = useLatestSearch(findCustomers)

  const searchFor = (q: string, afterMs: number): void => {
    if (viewer !== null) keepWords(viewer, q)
    search(q, afterMs)
  }

  const resume = useEffectEvent(() => {
    const kept = viewer === null ? '' : keptWords(viewer)
    // What was typed before scripts ran is newer.
    if (!hasBegun() && kept !== '') searchFor(kept, 0)
  })
  useEffect(() => {
    resume()
  }, [])

  return { words, outcome, isBusy, type: (q: string) => searchFor(q, restMs), again: () => searchFor(words, 0) }
}
