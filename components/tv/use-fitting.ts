'use client'

import type { RefObject } from 'react'
import { useEffect, useState } from 'react'

/**
 * How many children of a wrapping list with room for one line are seen, looked at when `tick` changes.
 *
 * @returns null before the first look
 */
export function useFitting(list: RefObject<HTMLElement | null>, tick: number): number | null {
  const [fitting, setFitting] = useState<number | null>(null)
  useEffect(() => {
    // The first call tells about every child; the second line touches the list's edge and counts as intersecting.
    const observer = new IntersectionObserver(
      (entries) => {
        observer.disconnect()
        setFitting(entries.filter(({ intersectionRatio }) => intersectionRatio > 0).length)
      },
      { root: list.current },
    )
    for (const item of list.current?.children ?? []) observer.observe(item)
    return () => {
      observer.disconnect()
    }
  }, [list, tick])
  return fitting
}
