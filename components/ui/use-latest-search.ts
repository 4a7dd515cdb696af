'use client'

import { useRef, useState } from 'react'

/** After the last key: who types on has not asked yet. */
export const restMs = 120

/** @returns undefined where another search has taken its place. */
export type Find<Outcome> = (words: string, superseded: AbortSignal) => Promise<Outcome | undefined>

/**
 * The words, and what was found for the last of them that were answered. While it is busy the answer to the words as they stand is
 * outstanding, and the outcome is one of older words; otherwise it is theirs.
 */
export function useLatestSearch<Outcome>(find: Find<Outcome>) {
  const [words, setWords] = useState('')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const last = useRef<{ timer: number; abort: AbortController } | null>(null)

  const search = (next: string, afterMs: number): void => {
    setWords(next)
    if (last.current) {
      clearTimeout(last.current.timer)
      last.current.abort.abort()
    }
    if (next.trim() === '') {
      last.current = null
      setIsBusy(false)
      setOutcome(null)
      return
    }
    const abort = new AbortController()
    const timer = window.setTimeout(() => {
      void find(next.trim(), abort.signal).then((found) => {
        if (found === undefined) return
        setOutcome(found)
        setIsBusy(false)
      })
    }, afterMs)
    last.current = { timer, abort }
    setIsBusy(true)
  }

  return { words, outcome, isBusy, search, hasBegun: () => last.current !== null }
}
