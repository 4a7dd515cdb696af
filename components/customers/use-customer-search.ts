'use client'

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useViewer } from '#components/viewer/viewer-context.tsx'
import type { SearchOutcome } from './find-customers.ts'
import { findCustomers } from './find-customers.ts'
import { keepWords, keptWords } from './kept-words.ts'

/** After the last key: who types on has not asked yet. */
const restMs = 120

/**
 * The words, and what was found for the last of them that were answered. While it is busy the answer to the words as they stand is
 * outstanding, and the outcome is one of older words; otherwise it is theirs. Whoever comes back to it finds what they looked for.
 */
export function useCustomerSearch() {
  const viewer = useViewer()?.id ?? null
  const [words, setWords] = useState('')
  const [outcome, setOutcome] = useState<SearchOutcome | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const last = useRef<{ timer: number; abort: AbortController } | null>(null)

  const search = (q: string, afterMs: number): void => {
    setWords(q)
    if (viewer !== null) keepWords(viewer, q)
    if (last.current) {
      clearTimeout(last.current.timer)
      last.current.abort.abort()
    }
    if (q.trim() === '') {
      last.current = null
      setIsBusy(false)
      setOutcome(null)
      return
    }
    const abort = new AbortController()
    const timer = window.setTimeout(() => {
      void findCustomers(q.trim(), abort.signal).then((found) => {
        if (found === undefined) return
        setOutcome(found)
        setIsBusy(false)
      })
    }, afterMs)
    last.current = { timer, abort }
    setIsBusy(true)
  }

  const resume = useEffectEvent(() => {
    const kept = viewer === null ? '' : keptWords(viewer)
    // What was typed before scripts ran is newer.
    if (last.current === null && kept !== '') search(kept, 0)
  })
  useEffect(() => {
    resume()
  }, [])

  return { words, outcome, isBusy, type: (q: string) => search(q, restMs), again: () => search(words, 0) }
}
