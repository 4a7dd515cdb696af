'use client'

import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { useServerNow } from '#components/live/use-connection.ts'
import { pairedAs } from './paired-as.ts'
import { readScreenState } from './screen-requests.ts'

/** How often a screen looks whether it is still what it was paired to be. */
const everyMs = 30_000

interface PairedScreenProps {
  /** One a wall, in their order. */
  children: readonly ReactNode[]
  rotateSeconds: number
  /** What it was paired to be, in one string. */
  paired: string
}

/** A television that is paired: its walls in turn, until it is revoked or told to show others. */
export function PairedScreen({ children, rotateSeconds, paired }: PairedScreenProps) {
  const turn = Math.floor((useServerNow(1000) ?? 0) / 1000 / rotateSeconds) % children.length
  useEffect(() => {
    const timer = setInterval(() => {
      void readScreenState().then((state) => {
        if (state !== null && (state.state !== 'paired' || pairedAs(state) !== paired)) location.reload()
      })
    }, everyMs)
    return () => clearInterval(timer)
  }, [paired])
  return children[turn]
}
